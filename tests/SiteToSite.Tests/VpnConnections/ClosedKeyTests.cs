using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.Agents;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>A sealed key that the key ring does not open, such as after a restore beside another ring, is the trouble of its owner alone.</summary>
public sealed class ClosedKeyTests
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_closed_key_keeps_what_runs_and_stops_nobody_else(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new AgentsCaller(system);
        var agent = await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var gatewayId = await system.CreateGatewayAsync();
        var id = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync());
        await system.ConnectionBecomesAsync(id, "DOWN");
        await system.ExecuteAsync($"UPDATE vpn_connection SET psk = 'gone:AAAA' WHERE id = '{id}'");

        // The service comes back: the agent is told everything again.
        await system.StopServiceAsync();
        await system.StartServiceAsync();
        var other = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync("198.51.100.22"));
        await system.ConnectionBecomesAsync(other, "DOWN");
        await system.ConnectionBecomesAsync(id, "DOWN");
        agent.ConnectionSet.Present().ShouldContain((id, 1L));

        // An agent that has forgotten everything cannot have the connection, but all else.
        await agent.StopAsync();
        agent = await system.StartAgentAsync("zone-a");
        await system.ConnectionBecomesAsync(id, "ERROR");
        await system.ConnectionBecomesAsync(other, "DOWN");
        await system.BecomesAsync(await system.CreateGatewayAsync(), "ACTIVE");

        await caller.UpdateAsync(id, new VpnConnectionChanges { Psk = "Another-1234" });
        await system.ConnectionBecomesAsync(id, "DOWN");
        agent.ConnectionSet.Present().ShouldContain((id, 2L));
    }
}
