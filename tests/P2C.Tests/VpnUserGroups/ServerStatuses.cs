namespace VpnMesh.P2C.Tests.VpnUserGroups;

/// <summary>Statuses of a server in which what may pass it cannot be changed.</summary>
internal static class ServerStatuses
{
    /// <summary>Table, columns that give the status, code and HTTP status.</summary>
    public static TheoryData<string, string, string, string> Refusing => new()
    {
        { "vpn_server", "observed_generation = 0", "VPN.1113", "400" },
        { "vpn_server", "failed = 1", "VPN.1117", "500" },
        { "vpn_server", "failed = 1, observed_generation = 0", "VPN.1117", "500" },
        { "p2c_vpn_gateway", "frozen_effect = 1", "VPN.1117", "500" },
        { "p2c_vpn_gateway", "frozen_effect = 2", "VPN.1117", "500" },
        { "p2c_vpn_gateway", "deleting = 1", "VPN.1117", "500" },
    };
}
