namespace VpnMesh.Governance.Inventory;

/// <summary>
/// Settings of the inventory: <c>INVENTORY</c> (<c>open</c>, the default, or <c>strict</c>), <c>ZONES</c> (names of the zones in the
/// mode open, comma-separated) and <c>EIP_POOL</c> (IPv4 block that new EIPs get their addresses from).
/// </summary>
internal sealed class InventorySettings
{
    public InventorySettings(IConfiguration settings)
    {
        Open = IsOpen(settings);
        Zones = (settings["ZONES"] ?? "region-1a,region-1b").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var pool = settings["EIP_POOL"] ?? "100.64.0.0/10";
        EipPool = Subnets.AddressRange.Parse(pool)
            ?? throw new InvalidOperationException("The setting VPNMESH_EIP_POOL must be an IPv4 block such as 100.64.0.0/10.");
        EipPoolName = pool;
    }

    /// <summary>Whether unknown VPCs, subnets, enterprise routers and EIPs are remembered on first use.</summary>
    public bool Open { get; }

    public IReadOnlyList<string> Zones { get; }

    public Subnets.AddressRange EipPool { get; }

    public string EipPoolName { get; }

    public static bool IsOpen(IConfiguration settings) => settings["INVENTORY"] switch
    {
        null or "" or "open" => true,
        "strict" => false,
        _ => throw new InvalidOperationException("The setting VPNMESH_INVENTORY must be open or strict."),
    };
}
