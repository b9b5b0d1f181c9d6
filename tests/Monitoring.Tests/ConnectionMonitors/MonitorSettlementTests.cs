using VpnMesh.Monitoring.ConnectionMonitors;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.TestKit;

namespace VpnMesh.Monitoring.Tests.ConnectionMonitors;

/// <summary>What becomes of creations whose process died between their steps.</summary>
public sealed class MonitorSettlementTests(MonitoringSystems systems)
{
    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_creation_that_was_cut_off_is_undone(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);
        var other = await site.ConnectAsync("203.0.113.33");
        var (written, attached) = (Cut(site, site.Connection), Cut(site, other));
        await system.WriteAsync(session => session.InsertAsync(written));
        await AttachAsync(system, attached);
        await system.WriteAsync(session => session.InsertAsync(attached));

        await Eventually.Async(async () => await CountAsync(system, written, attached) == 0);
        (await site.ShowConnectionAsync(other)).HasConnectionMonitorId.ShouldBeFalse();
        // Nobody was told that they were, so nobody is told that they are gone.
        system.Events.TextsOf(attached.Id).ShouldNotContain("deleted");
        (await site.Create(other)).ConnectionMonitor.VpnConnectionId.ShouldBe(other);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_creation_under_way_is_left_alone_and_not_shown(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);
        var young = Cut(site, site.Connection) with { CreatedAt = TimeProvider.System.NowMs() };
        await system.WriteAsync(session => session.InsertAsync(young));
        await AttachAsync(system, young);
        (await site.ListAsync()).ShouldBeEmpty();
        (await Refused.Async(site.Show(young.Id))).Code.ShouldBe("VPN.0004");
        await Eventually.Async(() => system.Events.TextsOf(young.Id).Contains("probing_started"));
        (await CountAsync(system, young)).ShouldBe(1);
        (await site.ShowConnectionAsync()).ConnectionMonitorId.ShouldBe(young.Id);
    }

    private static ConnectionMonitorRow Cut(Site site, string connection) => new()
    {
        Id = TimeProvider.System.NewId(),
        ProjectId = site.Caller.ProjectId,
        VpnConnectionId = connection,
        CreatedAt = TimeProvider.System.NowMs() - 60_000,
        RequestId = "cut-off",
    };

    private static async Task AttachAsync(MonitoringSystem system, ConnectionMonitorRow monitor) => await system
        .Client(channel => new MonitoredConnections.MonitoredConnectionsClient(channel))
        .AttachMonitorAsync(
            new AttachMonitorRequest { ProjectId = monitor.ProjectId, VpnConnectionId = monitor.VpnConnectionId, MonitorId = monitor.Id },
            system.As(CallerExtensions.OfPart("monitoring", monitor.ProjectId)));

    private static Task<long> CountAsync(MonitoringSystem system, params ConnectionMonitorRow[] monitors)
    {
        string[] ids = [.. monitors.Select(monitor => monitor.Id)];
        return system.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM connection_monitor WHERE id IN @ids", new { ids }));
    }
}
