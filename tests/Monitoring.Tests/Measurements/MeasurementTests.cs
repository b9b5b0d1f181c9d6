using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Monitoring.ConnectionMonitors;
using VpnMesh.Monitoring.Measurements;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;
using MeasurementsClient = VpnMesh.Protos.Monitoring.V1.Measurements.MeasurementsClient;

namespace VpnMesh.Monitoring.Tests.Measurements;

public sealed class MeasurementTests(MonitoringSystems systems)
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_history_has_each_window_once_and_the_sums_of_hours(Kind kind)
    {
        var system = await systems[kind];
        var (monitor, project) = await InsertMonitorAsync(system.Database);
        // Young enough not to be thinned meanwhile.
        var start = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Hour - 2) * Hour;
        foreach (var told in new[] { (0, 10, 200L), (1, 0, 0L), (1, 0, 0L), (0, 10, 200L), (2, 5, 500L), (60, 10, 900L) })
        {
            await TellAsync(system.Database, monitor, start + (told.Item1 * Minute), told.Item2, told.Item3);
        }

        var windows = await ListAsync(system, project, monitor);
        windows.Measurements.Select(one => (one.WindowStartMs - start, one.Sent, one.Received, one.RttAvgUs, one.LossPercent)).ShouldBe(
            [(60 * Minute, 10, 10, 900, 0), (2 * Minute, 10, 5, 500, 50), (Minute, 10, 0, 0, 100), (0, 10, 10, 200, 0)]);
        windows.Latest.ShouldBe(windows.Measurements[0]);
        var hours = await ListAsync(system, project, monitor, request => request.Resolution = "hour");
        hours.Measurements.Select(one => (one.WindowStartMs - start, one.WindowSeconds, one.Sent, one.Received)).ShouldBe(
            [(Hour, 3600, 10, 10), (0, 3600, 30, 15)]);
        hours.Measurements.Select(one => (one.RttMinUs, one.RttAvgUs, one.RttMaxUs)).ShouldBe([(890, 900, 910), (190, 300, 510)]);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_history_is_read_in_pages_and_between_times(Kind kind)
    {
        var system = await systems[kind];
        var (monitor, project) = await InsertMonitorAsync(system.Database);
        for (var minute = 1; minute <= 5; minute++)
        {
            await TellAsync(system.Database, monitor, minute * Minute, 10, 100);
        }
        var first = await ListAsync(system, project, monitor, request => request.Limit = 3);
        var second = await ListAsync(system, project, monitor, request => (request.Limit, request.PageToken) = (3, first.NextPageToken));
        first.Measurements.Concat(second.Measurements).Select(one => one.WindowStartMs / Minute).ShouldBe([5L, 4, 3, 2, 1]);
        second.NextPageToken.ShouldBeEmpty();
        var between = await ListAsync(system, project, monitor, request => (request.FromMs, request.ToMs) = (2 * Minute, 4 * Minute));
        between.Measurements.Select(one => one.WindowStartMs / Minute).ShouldBe([3L, 2]);
        between.Latest.WindowStartMs.ShouldBe(5 * Minute);

        (await RefusedAsync(system, project, monitor, request => request.Resolution = "day")).ShouldBe("VPN.0001");
        (await RefusedAsync(system, project, monitor, request => request.Limit = 1001)).ShouldBe("VPN.0001");
        (await RefusedAsync(system, project, monitor, request => request.PageToken = "x")).ShouldBe("VPN.0001");
        (await RefusedAsync(system, "another", monitor, _ => { })).ShouldBe("VPN.0004");
        var client = system.Client(channel => new MeasurementsClient(channel));
        var byUser = client.ListMeasurementsAsync(new ListMeasurementsRequest(), system.As(MonitoringSystem.User()));
        (await Refused.Async(byUser)).Code.ShouldBe("VPN.0003");
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_history_is_thinned_after_a_day_and_ends_after_a_month(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        var settings = new ConfigurationBuilder().AddCommandLine([.. store.Settings]).Build();
        await using var database = new MonitoringDatabase(settings);
        database.Migrate(typeof(OutboxSignal<>).Assembly, typeof(MonitoringModule).Assembly);
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(480_000 * Hour));
        var start = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (monitor, _) = await InsertMonitorAsync(database);
        for (var hour = 0; hour < 3; hour++)
        {
            await TellAsync(database, monitor, start + (hour * Hour), 10, 100);
        }
        using var pruning = new MeasurementPruning(database, MeasurementRetention.Of(settings), time, NullLogger<MeasurementPruning>.Instance);
        await pruning.StartAsync(CancellationToken.None);

        time.Advance(TimeSpan.FromHours(25.5));
        await UntilKeptAsync(database, monitor, "hour 0, hour 1, hour 2, window 2", start, time);
        time.Advance(TimeSpan.FromDays(29) - TimeSpan.FromHours(1));
        await UntilKeptAsync(database, monitor, "hour 1, hour 2", start, time);
        time.Advance(TimeSpan.FromDays(1));
        await UntilKeptAsync(database, monitor, "", start, time);
        await pruning.StopAsync(CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task What_is_measured_for_a_monitor_that_is_gone_is_not_kept(Kind kind)
    {
        var system = await systems[kind];
        var (monitor, _) = await InsertMonitorAsync(system.Database);
        await TellAsync(system.Database, monitor, Hour, 10, 100);
        await system.WriteAsync(session => session.DeleteMonitorAsync(monitor));
        await system.WriteAsync(session => session.ForgetMeasurementsAsync(monitor));
        await TellAsync(system.Database, monitor, 2 * Hour, 10, 100);
        (await KeptAsync(system.Database, monitor, 0)).ShouldBeEmpty();
    }

    // The pruning may be about to begin its pause when the clock moves.
    private static Task UntilKeptAsync(MonitoringDatabase database, string monitor, string kept, long start, FakeTimeProvider time) =>
        Eventually.Async(async () =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return string.Join(", ", await KeptAsync(database, monitor, start)) == kept;
        });

    private static async Task<string[]> KeptAsync(MonitoringDatabase database, string monitor, long start)
    {
        var rows = await database.ReadAsync(
            async session => (await session.ListMeasurementsAsync(monitor, "hour", 0, long.MaxValue, 100)).Concat(
                await session.ListMeasurementsAsync(monitor, "window", 0, long.MaxValue, 100)),
            CancellationToken.None);
        return [.. rows.Select(row => $"{row.Resolution} {(row.WindowStart - start) / Hour}").Order(StringComparer.Ordinal)];
    }

    private static async Task<(string Monitor, string Project)> InsertMonitorAsync(MonitoringDatabase database)
    {
        var row = new ConnectionMonitorRow
        {
            Id = Guid.CreateVersion7().ToString(),
            ProjectId = Guid.CreateVersion7().ToString("N"),
            VpnConnectionId = Guid.CreateVersion7().ToString(),
            CreatedAt = 1,
            RequestId = "",
            Attached = 1,
        };
        await database.InTransactionAsync(session => session.InsertAsync(row), CancellationToken.None);
        return (row.Id, row.ProjectId);
    }

    private static async Task TellAsync(MonitoringDatabase database, string monitor, long start, int received, long rtt)
    {
        var window = DateTimeOffset.FromUnixTimeMilliseconds(start).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        // As the outbox writes it: 64-bit numbers are texts.
        var data = new
        {
            vpn_connection_id = "c",
            window_start = window,
            window_seconds = 60,
            sent = 10,
            received,
            rtt_min_us = $"{(received > 0 ? rtt - 10 : 0)}",
            rtt_avg_us = $"{rtt}",
            rtt_max_us = $"{(received > 0 ? rtt + 10 : 0)}",
            unknown = true,
        };
        var told = new CloudEvent
        {
            Id = Guid.CreateVersion7().ToString(),
            Source = "/vpnmesh/site-to-site",
            Type = "connection_monitor.measured",
            Subject = monitor,
            Time = window,
            ProjectId = "p",
            EnterpriseProjectId = "0",
            ResourceType = "connection_monitor",
            Generation = 0,
            RequestId = "",
            Data = JsonSerializer.SerializeToElement(data),
        };
        await database.InTransactionAsync(
            async session =>
            {
                await new MeasurementRecording().HandleAsync(session, told);
                return true;
            },
            CancellationToken.None);
    }

    private static async Task<ListMeasurementsResponse> ListAsync(
        MonitoringSystem system, string project, string monitor, Action<ListMeasurementsRequest>? vary = null)
    {
        var request = new ListMeasurementsRequest { ProjectId = project, ConnectionMonitorId = monitor };
        vary?.Invoke(request);
        return await system.Client(channel => new MeasurementsClient(channel)).ListMeasurementsAsync(request, system.AsAdministrator);
    }

    private static async Task<string> RefusedAsync(MonitoringSystem system, string project, string monitor, Action<ListMeasurementsRequest> vary)
    {
        var request = new ListMeasurementsRequest { ProjectId = project, ConnectionMonitorId = monitor };
        vary(request);
        var call = system.Client(channel => new MeasurementsClient(channel)).ListMeasurementsAsync(request, system.AsAdministrator);
        return (await Refused.Async(call)).Code;
    }
}
