namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>The only specification of point-to-cloud gateways (contract: CreateP2cVgw).</summary>
internal static class P2cFlavor
{
    public const string Name = "Professional1";

    /// <summary>Clients at once.</summary>
    public const long Connections = 500;

    /// <summary>Clients at once of a gateway that was not told otherwise.</summary>
    public const long DefaultConnections = 10;

    /// <summary>Largest bandwidth of its EIP, in Mbit/s.</summary>
    public const long Bandwidth = 300;
}
