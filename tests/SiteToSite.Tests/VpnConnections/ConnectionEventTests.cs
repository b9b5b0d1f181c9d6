using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>What is told of the writes of connections.</summary>
public sealed class ConnectionEventTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Every_write_is_told_and_never_the_key(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var site = await system.SiteAsync(enterpriseProjectId: Examples.Id());
        var wanted = site.New();
        wanted.Ikepolicy = new IkePolicy { EncryptionAlgorithm = "aes-256-gcm-16" };
        wanted.Ipsecpolicy = new IpsecPolicy { EncryptionAlgorithm = "aes-256-gcm-16" };
        var created = await system.CreateAppliedAsync(site.Caller, wanted);
        await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges
        {
            Name = "b",
            Psk = "Another-1234",
            PeerSubnets = ConnectionExamples.Strings("10.9.0.0/16"),
            Ikepolicy = new IkePolicy { AuthenticationAlgorithm = "md5", DhGroup = "group2" },
        });
        await system.ConnectionAppliedAsync(created.Id, "up");
        await system.Reset(site.Caller, created.Id);
        await system.ConnectionAppliedAsync(created.Id, "up");
        await system.Delete(site.Caller, created.Id);

        var events = await system.ToldAsync(created.Id);

        events.Select(one => $"{one.Type} {one.Generation}").ShouldBe(
        [
            "vpn_connection.created 1",
            "vpn_connection.updated 2", "vpn_connection.weak_algorithms 2", "vpn_connection.status_changed 2",
            "vpn_connection.reset 3", "vpn_connection.status_changed 3",
            "vpn_connection.status_changed 4",
        ]);
        events.ShouldAllBe(one => one.ProjectId == site.Caller.ProjectId && one.EnterpriseProjectId == site.Gateway.EnterpriseProjectId);
        events.ShouldAllBe(one => one.RequestId == site.Caller.RequestId && one.ResourceType == "vpn_connection");
        events[0].Data.GetProperty("vpn_gateway_id").GetString().ShouldBe(site.Gateway.Id);
        Strings(events[1], "changed").ShouldBe(["name", "peer_subnets", "psk", "ikepolicy"]);
        Strings(events[2], "algorithms").ShouldBe(["ikepolicy.authentication_algorithm md5", "ikepolicy.dh_group group2"]);
        new[] { events[3], events[5], events[6] }.Select(one => one.StatusChange()).ShouldBe(
            ["DOWN -> PENDING_UPDATE", "ACTIVE -> PENDING_UPDATE", "ACTIVE -> PENDING_DELETE"]);
        var told = await system.QueryAsync<string>("SELECT body FROM told");
        told.ShouldAllBe(body => !body.Contains(ConnectionExamples.Psk) && !body.Contains("Another-1234"));
        var sealedKeys = await system.QueryAsync<string>("SELECT psk FROM vpn_connection WHERE psk IS NOT NULL");
        told.ShouldAllBe(body => !sealedKeys.Any(key => body.Contains(key)));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_weak_algorithm_is_told_when_the_connection_is_created(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var site = await system.SiteAsync();
        var created = await system.CreateAsync(site.Caller, site.New());

        var events = await system.ToldAsync(created.Id);

        events.Select(one => one.Type).ShouldBe(["vpn_connection.created", "vpn_connection.weak_algorithms"]);
        Strings(events[1], "algorithms").ShouldBe(["ikepolicy.encryption_algorithm aes-128", "ipsecpolicy.encryption_algorithm aes-128"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_end_of_a_connection_is_told_and_makes_room(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var site = await system.SiteAsync();
        var created = await system.CreateAsync(site.Caller, site.New());
        // With an agent that is lost for good a deletion waits for nobody.
        await system.ExecuteAsync("UPDATE placement SET observed_state = 'lost' WHERE gateway_id = @Id", new { site.Gateway.Id });

        await system.Delete(site.Caller, created.Id);

        await TestKit.Eventually.Async(async () => (await system.ListAsync(site.Caller, new ListVpnConnectionsRequest())).TotalCount == 0);
        var events = await system.ToldAsync(created.Id);
        events.Select(one => one.Type).ShouldBe(
            ["vpn_connection.created", "vpn_connection.weak_algorithms", "vpn_connection.status_changed", "vpn_connection.deleted"]);
        (await system.ShowAsync(site.Caller, site.Gateway.Id)).UsedConnectionNumber.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Connections_move_with_their_gateway_to_another_enterprise_project(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var site = await system.SiteAsync();
        var created = await system.CreateAppliedAsync(site.Caller, site.New());
        var expected = await system.ShowConnectionAsync(site.Caller, created.Id);
        expected.EnterpriseProjectId = Examples.Id();
        var resources = system.Client(channel => new Protos.SiteToSite.V1.EnterpriseProjectResources.EnterpriseProjectResourcesClient(channel));

        await resources.MoveAsync(
            new MoveRequest
            {
                ProjectId = site.Caller.ProjectId,
                ResourceType = "vpn-gateway",
                ResourceId = site.Gateway.Id,
                EnterpriseProjectId = expected.EnterpriseProjectId,
            },
            system.As(CallerExtensions.OfPart("identity")));
        var moved = await system.ShowConnectionAsync(site.Caller, created.Id);
        await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges { Name = "b" });

        moved.ShouldBe(expected);
        var since = (await system.ToldAsync(created.Id)).SkipWhile(one => one.EnterpriseProjectId != expected.EnterpriseProjectId).ToArray();
        since.Select(one => one.Type).ShouldBe(["vpn_connection.updated", "vpn_connection.updated", "vpn_connection.status_changed"]);
        since.ShouldAllBe(one => one.EnterpriseProjectId == expected.EnterpriseProjectId);
        Strings(since[0], "changed").ShouldBe(["enterprise_project_id"]);
    }

    private static string?[] Strings(CloudEvent one, string name) => [.. one.Data.GetProperty(name).EnumerateArray().Select(item => item.GetString())];
}
