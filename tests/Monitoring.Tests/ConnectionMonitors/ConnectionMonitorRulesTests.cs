using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Monitoring.Tests.ConnectionMonitors;

public sealed class ConnectionMonitorRulesTests(MonitoringSystems systems)
{
    private const string EnterpriseProject = "0e4ab2c6-8b1d-4e6f-a4c9-e22416ca1220";

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Wrong_requests_are_refused_with_the_documented_code(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);
        var monitor = await site.CreateAsync();
        var unknown = Guid.CreateVersion7().ToString();
        var stranger = MonitoringSystem.User();

        (await Refused.Async(site.Create(null))).ShouldBe(("VPN.0001", "invalid request: connection_monitor.vpn_connection_id is required"));
        (await Refused.Async(site.Create("x"))).ShouldBe(("VPN.0001", "invalid request: connection_monitor.vpn_connection_id must be a UUID"));
        (await Refused.Async(site.Create(unknown))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(site.Create(site.Connection, stranger))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(site.Create(site.Connection.ToUpperInvariant()))).ShouldBe(
            ("VPN.0001", "invalid request: connection_monitor.vpn_connection_id names a connection that has a monitor already"));
        (await Refused.Async(site.Show("x"))).ShouldBe(("VPN.0001", "invalid request: connection_monitor_id must be a UUID"));
        (await Refused.Async(site.Show(unknown))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(site.Show(monitor.Id, stranger))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(site.Delete("x"))).Code.ShouldBe("VPN.0001");
        (await Refused.Async(site.Delete(unknown))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(site.Delete(monitor.Id, stranger))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(site.List("x"))).ShouldBe(("VPN.0001", "invalid request: vpn_connection_id must be a UUID"));
        (await Refused.Async(site.List(null, ["0", "X"]))).ShouldBe(
            ("VPN.0001", "invalid request: enterprise_project_id must be 0 or a UUID in lower case"));
        (await site.List(caller: stranger)).ConnectionMonitors.ShouldBeEmpty();
        (await site.ShowAsync(monitor.Id.ToUpperInvariant())).Id.ShouldBe(monitor.Id);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_grant_on_an_enterprise_project_holds_for_its_connections_alone(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system, enterpriseProjectId: EnterpriseProject);
        var inside = MonitoringSystem.User(site.Caller.ProjectId, new Access { OnlyIn = { EnterpriseProject } });
        var outside = MonitoringSystem.User(site.Caller.ProjectId, new Access { OnlyIn = { "0" } });
        var unknown = Guid.CreateVersion7().ToString();

        (await Refused.Async(site.Create(site.Connection, outside))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(site.Create(unknown, inside))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(site.Create("x", inside))).Code.ShouldBe("VPN.0003");
        var monitor = (await site.Create(site.Connection, inside)).ConnectionMonitor.Id;
        (await site.Show(monitor, inside)).ConnectionMonitor.Id.ShouldBe(monitor);
        (await Refused.Async(site.Show(monitor, outside))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(site.Show(unknown, inside))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(site.List(caller: inside))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(site.Delete(monitor, outside))).Code.ShouldBe("VPN.0003");
        (await site.ShowLog(site.Connection, inside)).Logs.ShouldNotBeNull();
        (await Refused.Async(site.ShowLog(site.Connection, outside))).Code.ShouldBe("VPN.0003");
        await site.Delete(monitor, inside);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_list_shows_the_newest_first_and_what_all_filters_match(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);
        var elsewhere = await Site.MakeAsync(system, caller: site.Caller, enterpriseProjectId: EnterpriseProject);
        var (first, second) = ((await site.CreateAsync()).Id, (await elsewhere.CreateAsync()).Id);

        (await site.ListAsync()).ShouldBe([second, first]);
        (await site.ListAsync(site.Connection.ToUpperInvariant())).ShouldBe([first]);
        (await site.ListAsync(enterpriseProjectIds: [EnterpriseProject])).ShouldBe([second]);
        (await site.ListAsync(enterpriseProjectIds: ["0", EnterpriseProject])).ShouldBe([second, first]);
        (await site.ListAsync(site.Connection, [EnterpriseProject])).ShouldBeEmpty();
        (await site.ListAsync(Guid.CreateVersion7().ToString())).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Only_Monitoring_gives_connections_their_monitors(Kind kind)
    {
        var system = await systems[kind];
        var client = system.Client(channel => new MonitoredConnections.MonitoredConnectionsClient(channel));
        var user = system.As(MonitoringSystem.User());
        (await Refused.Async(client.AttachMonitorAsync(new AttachMonitorRequest(), user))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(client.DetachMonitorAsync(new DetachMonitorRequest(), user))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(client.DescribeConnectionsAsync(new DescribeConnectionsRequest(), user))).Code.ShouldBe("VPN.0003");

        var self = system.As(CallerExtensions.OfPart("monitoring"));
        var site = await Site.MakeAsync(system);
        var attach = new AttachMonitorRequest { ProjectId = site.Caller.ProjectId, VpnConnectionId = site.Connection, MonitorId = "monitor" };
        var detach = new DetachMonitorRequest { ProjectId = site.Caller.ProjectId, VpnConnectionId = site.Connection, MonitorId = "another" };
        (await client.AttachMonitorAsync(attach, self)).ShouldBe(await client.AttachMonitorAsync(attach, self));
        await client.DetachMonitorAsync(detach, self);
        (await site.ShowConnectionAsync()).ConnectionMonitorId.ShouldBe("monitor");
        detach.MonitorId = "monitor";
        await client.DetachMonitorAsync(detach, self);
        await client.DetachMonitorAsync(detach, self);
        (await site.ShowConnectionAsync()).HasConnectionMonitorId.ShouldBeFalse();
        await site.DeleteConnectionAsync();
        (await Refused.Async(client.AttachMonitorAsync(attach, self))).Code.ShouldBeOneOf("VPN.0003", "VPN.0004");
    }
}
