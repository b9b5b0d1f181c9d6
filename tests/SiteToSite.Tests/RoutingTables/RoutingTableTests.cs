using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.SiteToSite.Tests.VpnConnections;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.RoutingTables;

/// <summary>The routing table of a gateway and the security associations of its connections, as agents observe them.</summary>
public sealed class RoutingTableTests
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Routes_are_connected_static_or_learnt_and_go_with_the_tunnel(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new AgentsCaller(system);
        var (agent, gatewayId) = await StartAsync(system);
        var fixedId = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync());
        var bgpId = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync("198.51.100.22", 65010), wanted => wanted.Style = "bgp");
        await CountsAsync(caller, gatewayId, 2);

        agent.Connections.SetPeer(ConnectionRows.Peer, present: true);
        agent.Connections.SetPeer("198.51.100.22", present: true);
        await system.ConnectionBecomesAsync(bgpId, "ACTIVE");
        agent.Connections.Learn(bgpId, ("10.20.0.0/16", "65010 65020", 7));
        await CountsAsync(caller, gatewayId, 4);

        var routes = (await caller.Routes(gatewayId)).RoutingTable;
        // Those of the first end point, then those of the second.
        routes.Select(route => (route.Destination, route.NexthopResource.Id, route.NexthopResource.Type)).ShouldBe(
        [
            ("192.168.0.0/24", gatewayId, "vpn_gateway"),
            ("172.16.0.0/16", fixedId, "vpn_connection"),
            ("10.20.0.0/16", bgpId, "vpn_connection"),
            ("192.168.0.0/24", gatewayId, "vpn_gateway"),
        ]);
        (routes[0].Nexthop, routes[3].Nexthop).ShouldBe(("10.0.0.4", "10.0.0.5"));
        (routes[1].HasOrigin, routes[2].Origin, routes[2].AsPath, routes[2].Med).ShouldBe((false, "igp", "65010 65020", 7L));
        (await caller.Routes(gatewayId, request => request.IsIncludeNexthopResource = false)).RoutingTable.ShouldAllBe(route => route.NexthopResource == null);

        agent.Connections.SetPeer(ConnectionRows.Peer, present: false);
        agent.Connections.SetPeer("198.51.100.22", present: false);
        await CountsAsync(caller, gatewayId, 2);
        await Eventually.Async(async () => (await caller.AssociationsAsync(fixedId)).Count == 0);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Pages_follow_limit_offset_and_marker(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new AgentsCaller(system);
        var (agent, gatewayId) = await StartAsync(system);
        string[] subnets = ["172.16.0.0/16", "172.17.0.0/16", "172.18.0.0/16"];
        await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync(), wanted => wanted.PeerSubnets.Add(subnets[1..]));
        agent.Connections.SetPeer(ConnectionRows.Peer, present: true);
        await CountsAsync(caller, gatewayId, 5);
        string[] all = ["192.168.0.0/24", .. subnets, "192.168.0.0/24"];

        var seen = new List<string>();
        string? marker = null;
        do
        {
            var page = await caller.Routes(gatewayId, request =>
            {
                request.Limit = 2;
                if (marker is not null)
                {
                    request.Marker = marker;
                    // Ignored beside a marker.
                    request.Offset = 1000;
                }
            });
            page.TotalCount.ShouldBe(5);
            page.PageInfo.CurrentCount.ShouldBe(page.RoutingTable.Count);
            seen.AddRange(page.RoutingTable.Select(route => route.Destination));
            marker = page.PageInfo.HasNextMarker ? page.PageInfo.NextMarker : null;
        }
        while (marker is not null);
        seen.ShouldBe(all);

        (await DestinationsAsync(request => request.Offset = 3)).ShouldBe(all[3..]);
        (await DestinationsAsync(request => (request.Offset, request.Limit) = (1, 2))).ShouldBe(all[1..3]);
        (await DestinationsAsync(request => request.Offset = 5)).ShouldBeEmpty();
        (await DestinationsAsync(request => request.Limit = 0)).ShouldBeEmpty();
        (await caller.Routes(gatewayId, request => request.Limit = 5)).PageInfo.HasNextMarker.ShouldBeFalse();
        (await Refused.Async(caller.Routes(gatewayId, request => request.Limit = 201))).Fields.ShouldBe(["limit"]);
        (await Refused.Async(caller.Routes(gatewayId, request => request.Offset = -1))).Fields.ShouldBe(["offset"]);
        (await Refused.Async(caller.Routes(gatewayId, request => request.Marker = "x"))).Fields.ShouldBe(["marker"]);

        async Task<IEnumerable<string>> DestinationsAsync(Action<ShowVpnGatewayRoutingTableRequest> vary) =>
            (await caller.Routes(gatewayId, vary)).RoutingTable.Select(route => route.Destination);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_policy_connection_has_an_association_for_each_pair_with_its_counters(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new AgentsCaller(system);
        var (agent, gatewayId) = await StartAsync(system);
        var id = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync(), wanted =>
        {
            wanted.Style = "policy";
            wanted.PeerSubnets.Add("172.17.0.0/16");
            wanted.PolicyRules.Add(new PolicyRule { Source = "192.168.0.0/24", Destination = { "172.16.0.0/16", "172.17.0.0/16" } });
        });
        await system.ConnectionBecomesAsync(id, "DOWN");
        (await caller.AssociationsAsync(id)).ShouldBeEmpty();

        agent.Connections.SetPeer(ConnectionRows.Peer, present: true);
        await Eventually.Async(async () => (await caller.AssociationsAsync(id)).Count == 2);
        agent.Connections.Count(id, packets: 3, bytes: 400);
        await Eventually.Async(async () => (await caller.AssociationsAsync(id)).All(association => association.PacketsSent == 3));

        var associations = await caller.AssociationsAsync(id);
        associations.Select(association => (association.SourceIpCidr, association.DestIpCidr)).ShouldBe(
            [("192.168.0.0/24", "172.16.0.0/16"), ("192.168.0.0/24", "172.17.0.0/16")], ignoreOrder: true);
        associations.ShouldAllBe(association => association.PacketsRecv == 3 && association.TrafficSent == 400 && association.TrafficRecv == 400);
        associations.ShouldAllBe(association => association.CollectedAt.Length > 0);
    }

    private static async Task<(AgentProcess Agent, string GatewayId)> StartAsync(AgentsSystem system)
    {
        var agent = await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var gatewayId = await system.CreateGatewayAsync();
        await system.BecomesAsync(gatewayId, "ACTIVE");
        return (agent, gatewayId);
    }

    private static Task CountsAsync(AgentsCaller caller, string gatewayId, long count) =>
        Eventually.Async(async () => (await caller.Routes(gatewayId)).TotalCount == count);
}
