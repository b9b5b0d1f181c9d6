using VpnMesh.SiteToSite.Tests.Agents;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;

/// <summary>What the store knows of certificates at end points.</summary>
internal static class AgentsSystemQueries
{
    public static async Task<string?> ObservedStateAsync(this AgentsSystem system, string gatewayId, int slot) =>
        (await system.QueryAsync<string?>($"SELECT observed_state_{slot} FROM vpn_gateway_certificate WHERE vgw_id = '{gatewayId}'"))[0];

    public static async Task<(long, long)> ObservedGenerationsAsync(this AgentsSystem system, string gatewayId)
    {
        var row = (await system.QueryAsync<Generations>(
            $"SELECT observed_generation_1, observed_generation_2 FROM vpn_gateway_certificate WHERE vgw_id = '{gatewayId}'"))[0];
        return (row.ObservedGeneration1, row.ObservedGeneration2);
    }

    /// <summary>How many end points an agent has.</summary>
    public static async Task<long> CountPlacedAsync(this AgentsSystem system, string agentId) =>
        (await system.QueryAsync<long>($"SELECT COUNT(*) FROM placement WHERE agent_id = '{agentId}'"))[0];

    private sealed record Generations
    {
        public required long ObservedGeneration1 { get; init; }
        public required long ObservedGeneration2 { get; init; }
    }
}
