namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>A row of <c>vpn_connection</c>; see its migration for the columns. Two of the same values are equal.</summary>
internal sealed record VpnConnectionRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public required string Name { get; init; }
    public required string VgwId { get; init; }
    public required long Slot { get; init; }
    public required string VgwIp { get; init; }
    public required string CgwId { get; init; }
    public required string Style { get; init; }
    public required string HaRole { get; init; }
    public string? PeerSubnets { get; init; }
    public string? PeerSubnetsV6 { get; init; }
    public string? PolicyRules { get; init; }
    public string? PolicyRulesV6 { get; init; }
    public required string TunnelLocalAddress { get; init; }
    public required string TunnelPeerAddress { get; init; }
    public required long EnableNqa { get; init; }
    public required long EnableHub { get; init; }
    public string? Psk { get; init; }
    public required string Ikepolicy { get; init; }
    public required string Ipsecpolicy { get; init; }
    public required string FilledIn { get; init; }
    public string? ConnectionMonitorId { get; init; }
    public required string Tags { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
    public required long Generation { get; init; }
    public required string RequestId { get; init; }
    public string? LastChange { get; init; }
    public long Resets { get; init; }
    public long ResetGeneration { get; init; }
    public long AppliedGeneration { get; init; }
    public long ObservedGeneration { get; init; }
    public string? ObservedState { get; init; }
    public string? BgpPeer { get; init; }
    public string? PeerAddress { get; init; }
    public long Deleting { get; init; }
    public long Frozen { get; init; }

    // The compiler's would print the sealed key too.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Id = ").Append(Id).Append(", Generation = ").Append(Generation);
        return true;
    }
}
