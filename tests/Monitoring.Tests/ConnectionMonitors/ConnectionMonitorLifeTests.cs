using VpnMesh.TestKit;

namespace VpnMesh.Monitoring.Tests.ConnectionMonitors;

public sealed class ConnectionMonitorLifeTests(MonitoringSystems systems)
{
    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_monitor_shows_on_its_connection_probes_and_goes_at_once(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);
        var before = await site.ShowConnectionAsync();

        var created = await site.CreateAsync();
        created.HasStatus.ShouldBeFalse();
        (created.VpnConnectionId, created.Type, created.ProtoType).ShouldBe((site.Connection, "gateway", "icmp"));
        (created.SourceIp, created.DestinationIp).ShouldBe((site.Gateway.Eip1.IpAddress, "203.0.113.32"));
        var connection = await site.ShowConnectionAsync();
        connection.ConnectionMonitorId.ShouldBe(created.Id);
        (connection.Status, connection.UpdatedAt).ShouldBe((before.Status, before.UpdatedAt));

        await site.UntilActiveAsync(created.Id);
        await Eventually.Async(() => system.Events.TextsOf(created.Id).Contains("measured"));
        var measured = system.Events.Of(created.Id).First(told => told.Type == "connection_monitor.measured").Data;
        (measured.GetProperty("sent").GetInt32(), measured.GetProperty("received").GetInt32()).ShouldBe((10, 10));
        measured.GetProperty("vpn_connection_id").GetString().ShouldBe(site.Connection);

        await site.Delete(created.Id);
        (await site.ShowConnectionAsync()).HasConnectionMonitorId.ShouldBeFalse();
        await site.DeleteConnectionAsync();
        (await Refused.Async(site.Show(created.Id))).Code.ShouldBe("VPN.0004");
        await Eventually.Async(() => system.Events.TextsOf(created.Id).Contains("deleted"));
        system.Events.TextsOf(created.Id).Where(told => told is not ("measured" or "probing_started" or "probing_stopped"))
            .ShouldBe(["created", "PENDING_CREATE -> ACTIVE", "ACTIVE -> PENDING_DELETE", "deleted"]);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_connection_may_have_another_monitor_once_the_first_is_deleted(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system, "198.51.100.7");
        var first = await site.CreateAsync();
        await site.UntilActiveAsync(first.Id);
        await site.Delete(first.Id);
        var second = await site.CreateAsync();
        await site.UntilActiveAsync(second.Id);

        second.Id.ShouldNotBe(first.Id);
        (await site.ShowConnectionAsync()).ConnectionMonitorId.ShouldBe(second.Id);
        await Eventually.Async(() => system.Events.TextsOf(first.Id).Contains("probing_stopped"));
        // There is nobody behind this address.
        await Eventually.Async(() => system.Events.TextsOf(second.Id).Contains("measured"));
        var measured = system.Events.Of(second.Id).First(told => told.Type == "connection_monitor.measured").Data;
        (measured.GetProperty("sent").GetInt32(), measured.GetProperty("received").GetInt32(), measured.GetProperty("rtt_max_us").GetString())
            .ShouldBe((10, 0, "0"));
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Of_ten_creations_at_once_one_makes_a_monitor(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            try
            {
                return (await site.Create(site.Connection)).ConnectionMonitor.Id;
            }
            catch (Grpc.Core.RpcException refusal)
            {
                refusal.StatusCode.ShouldBe(Grpc.Core.StatusCode.InvalidArgument);
                return null;
            }
        }));

        var only = outcomes.OfType<string>().ShouldHaveSingleItem();
        (await site.ListAsync()).ShouldBe([only]);
        (await site.ShowConnectionAsync()).ConnectionMonitorId.ShouldBe(only);
        (await system.ReadAsync(session => session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM connection_monitor WHERE vpn_connection_id = @Connection", new { site.Connection }))).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_monitor_goes_with_its_connection(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);
        var monitor = await site.CreateAsync();
        await site.UntilConnectionIsGoneAsync();

        (await Refused.Async(site.Show(monitor.Id))).Code.ShouldBe("VPN.0004");
        (await site.ListAsync()).ShouldBeEmpty();
        await Eventually.Async(() => system.Events.TextsOf(monitor.Id).Contains("deleted"));
        (await Refused.Async(site.Delete(monitor.Id))).Code.ShouldBe("VPN.0004");
        (await system.ReadAsync(session => session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM connection_monitor WHERE id = @Id", new { monitor.Id }))).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_monitor_follows_the_addresses_of_its_connection(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system, "198.51.100.8");
        var monitor = await site.CreateAsync();
        await site.ChangePeerAsync("203.0.113.77");

        (await site.ShowAsync(monitor.Id)).DestinationIp.ShouldBe("203.0.113.77");
        // The agent probes the new one too, where somebody answers.
        await Eventually.Async(() => system.Events.Of(monitor.Id).Any(told =>
            told.Type == "connection_monitor.measured" && told.Data.GetProperty("received").GetInt32() == 10));
        using (system.SiteToSite.Silence(site))
        {
            (await site.ShowAsync(monitor.Id)).DestinationIp.ShouldBe("203.0.113.77");
        }
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_peer_without_an_address_can_be_probed_once_it_has_called(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system, "branch.example.com");
        (await Refused.Async(site.Create(site.Connection))).ShouldBe(
            ("VPN.0001", "invalid request: connection_monitor.vpn_connection_id names a connection whose customer gateway has the id_type fqdn, "
                + "and the address of the peer is not known yet"));

        system.Agent.SetPeer(site.Connection, present: true, from: "198.51.100.99");
        await Eventually.Async(async () => (await site.ShowConnectionAsync()).Status == "ACTIVE");
        (await site.CreateAsync()).DestinationIp.ShouldBe("198.51.100.99");
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Reads_answer_and_deletions_are_accepted_while_the_owner_of_connections_is_away(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);
        var monitor = await site.CreateAsync();
        await site.UntilActiveAsync(monitor.Id);
        using (system.SiteToSite.Silence(site))
        {
            (await site.ShowAsync(monitor.Id)).Status.ShouldBe("ACTIVE");
            (await site.ListAsync()).ShouldBe([monitor.Id]);
            (await Refused.Async(site.Create(site.Connection))).Code.ShouldBe("APIGW.0202");
            await site.Delete(monitor.Id);
            (await site.ShowAsync(monitor.Id)).Status.ShouldBe("PENDING_DELETE");
            // Again, as a client does that lost the answer.
            await site.Delete(monitor.Id);
        }
        await Eventually.Async(async () => !(await site.ShowConnectionAsync()).HasConnectionMonitorId);
        await Eventually.Async(() => system.Events.TextsOf(monitor.Id).Contains("deleted"));
        system.Events.TextsOf(monitor.Id).Count(told => told == "ACTIVE -> PENDING_DELETE").ShouldBe(1);
        (await Refused.Async(site.Show(monitor.Id))).Code.ShouldBe("VPN.0004");
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_creation_without_an_answer_leaves_nothing_behind(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);
        using (system.SiteToSite.LoseAnswersOf("AttachMonitor", site))
        {
            (await Refused.Async(site.Create(site.Connection))).Code.ShouldBe("APIGW.0202");
        }
        (await site.ShowConnectionAsync()).HasConnectionMonitorId.ShouldBeFalse();
        (await site.ListAsync()).ShouldBeEmpty();
        var second = await site.CreateAsync();
        (await site.ListAsync()).ShouldBe([second.Id]);
    }
}
