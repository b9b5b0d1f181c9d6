namespace VpnMesh.Shared.Gateways;

/// <summary>
/// What placement and upgrades need to know of a gateway of either kind; see the migrations for the columns. A copy made with other values
/// (<c>with</c>) is of the same kind as the row it is made of.
/// </summary>
internal abstract record GatewayRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public required long Generation { get; init; }
    public string RequestId { get; init; } = "";
    public long ObservedGeneration { get; init; }
    public long Failed { get; init; }
    public long Deleting { get; init; }
    public long? AppliedAt { get; init; }
    public string Version { get; init; } = "";
    public string? UpgradeStatus { get; init; }
    public long ConfirmedGeneration { get; init; }

    /// <summary>
    /// Whether agents have yet to bring about a change. An upgrade that is confirmed is over for the caller: that its agents still have to
    /// drop the old version is no change.
    /// </summary>
    public bool IsChanging =>
        ObservedGeneration < Generation && !(ConfirmedGeneration == Generation && ObservedGeneration == Generation - 1);
}
