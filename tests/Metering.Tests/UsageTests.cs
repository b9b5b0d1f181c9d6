using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.TestKit;
using static VpnMesh.Metering.Tests.MeteredEvents;

namespace VpnMesh.Metering.Tests;

/// <summary>What billing asks and gets.</summary>
public sealed class UsageTests(OneDayLater fixture) : IClassFixture<OneDayLater>
{
    private static readonly DateTimeOffset Start = OneDayLater.Start;
    private readonly MeteringInstance _metering = fixture.Metering;
    private readonly string _project = NewProject();

    private static long At(int minutes) => Start.AddMinutes(minutes).ToUnixTimeMilliseconds();

    [Fact]
    public async Task A_day_of_a_gateway_is_billed_by_flavour_bandwidth_and_enterprise_project()
    {
        var place = NewId();
        var gateway = NewId();
        EipUse[] eips = [Eip(300), Eip(10, "traffic"), Eip(1000, shareType: "WHOLE")];
        await _metering.TellAsync(
            Told(_project, gateway, At(30), new VpnGatewayCreated { Flavor = "Basic", Eips = { eips[..2] } }),
            Told(_project, gateway, At(60), new VpnGatewayUpdated { Flavor = "Professional1", Eips = { eips[0] } }, generation: 2),
            Told(_project, gateway, At(75), new VpnGatewayUpdated { Flavor = "Professional1", Eips = { eips[2] } }, generation: 2, place),
            Told(_project, gateway, At(90), new VpnGatewayDeleted { Flavor = "Professional1" }, generation: 3, place));

        Shown(await _metering.UsageAsync(Query())).ShouldBe(
        [
            "07:00 0 eip_bandwidth.bandwidth 150.000000 Mbit/s-hour", "07:00 0 eip_bandwidth.traffic 5.000000 Mbit/s-hour",
            "07:00 0 vpn_gateway.Basic 0.500000 gateway-hour",
            "08:00 0 eip_bandwidth.bandwidth 75.000000 Mbit/s-hour", "08:00 0 vpn_gateway.Professional1 0.250000 gateway-hour",
            $"08:00 {place} eip_in_shared_bandwidth 0.250000 EIP-hour", $"08:00 {place} vpn_gateway.Professional1 0.250000 gateway-hour",
        ]);
        var moved = Query();
        (moved.EnterpriseProjectId, moved.Meter) = (place.ToUpperInvariant(), "eip_in_shared_bandwidth");
        (await _metering.UsageAsync(moved)).ShouldHaveSingleItem().Amount.ShouldBe(15 * 60_000);
    }

    [Fact]
    public async Task A_session_is_billed_by_time_and_bytes_and_a_time_that_cannot_be_is_not_taken()
    {
        var ended = new P2cVgwConnectionEnded
        {
            StartedAt = At(20).ToWireTime(),
            EndedAt = At(21).ToWireTime(),
            InboundBytes = 1L << 40,
            OutboundBytes = 12,
        };
        await _metering.TellAsync(Told(_project, NewId(), At(22), ended));
        var wrong = new P2cVgwConnectionEnded { StartedAt = 0L.ToWireTime(), EndedAt = 253_402_300_799_999L.ToWireTime() };
        var another = NewProject();
        await _metering.TellAsync(Told(another, NewId(), At(22), wrong));

        Shown(await _metering.UsageAsync(Query())).ShouldBe(
        [
            "07:00 0 p2c_inbound_bytes 1099511627776 byte", "07:00 0 p2c_outbound_bytes 12 byte", "07:00 0 p2c_vgw_connection 0.016667 session-hour",
        ]);
        (await _metering.LedgerAsync(another)).Select(entry => entry.At).ShouldBe(["2026-02-19T07:22:00.000Z", "2027-02-21T07:22:00.000Z"]);
    }

    [Fact]
    public async Task The_running_hour_counts_up_to_now_and_hours_are_closed_by_themselves()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        var time = new FakeTimeProvider(Start.AddMinutes(30));
        await using var metering = await MeteringInstance.StartAsync(store, time);
        await metering.TellAsync(Told(_project, NewId(), At(10), new VpnConnectionCreated()));
        (await metering.UsageAsync(Query())).Select(hour => (hour.Amount, hour.Closed)).ShouldBe([(20 * 60_000L, false)]);

        time.Advance(TimeSpan.FromMinutes(94));
        (await metering.UsageAsync(Query())).Select(hour => hour.Amount).ShouldBe([50 * 60_000L, Meters.Hour, 4 * 60_000]);
        await Eventually.Async(async () =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return (await metering.UsageAsync(Query())).Select(hour => hour.Closed).Take(2).All(closed => closed);
        });

        (await metering.CountAsync("usage_hour")).ShouldBe(2);
        (await metering.UsageAsync(Query())).Select(hour => hour.Amount).Take(2).ShouldBe([50 * 60_000L, Meters.Hour]);
    }

    [Fact]
    public async Task An_event_that_is_known_changes_nothing_even_when_the_inbox_has_forgotten_it()
    {
        var told = Told(_project, NewId(), At(10), new VpnConnectionCreated());
        await _metering.TellAsync(told);
        var before = await _metering.LedgerAsync(_project);
        await _metering.ExecuteAsync("DELETE FROM inbox");
        await _metering.TellAsync(told, told);

        before.Count.ShouldBe(1);
        (await _metering.LedgerAsync(_project)).ShouldBe(before);
    }

    [Fact]
    public async Task What_fails_half_way_leaves_nothing_and_is_taken_in_when_it_comes_again()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        await using var metering = await MeteringInstance.StartAsync(store, new FakeTimeProvider(Start.AddHours(9)));
        var told = Told(_project, NewId(), At(10), new VpnConnectionCreated());
        await metering.ExecuteAsync("ALTER TABLE usage_level RENAME TO elsewhere");

        // The bus keeps it then, and gives it out again.
        await Should.ThrowAsync<Exception>(metering.TellAsync(told));
        (await metering.CountAsync("inbox")).ShouldBe(0);
        (await metering.LedgerAsync(_project)).ShouldBeEmpty();
        (await metering.CountAsync("usage_hour")).ShouldBe(0);
        await metering.ExecuteAsync("ALTER TABLE elsewhere RENAME TO usage_level");
        await metering.TellAsync(told);

        (await metering.LedgerAsync(_project)).ShouldHaveSingleItem().EventId.ShouldBe(told.Id);
        (await metering.UsageAsync(Query())).Sum(hour => hour.Amount).ShouldBe(530 * 60_000);
    }

    [Fact]
    public async Task Pages_and_CSV_show_every_row_of_all_projects_once()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        await using var metering = await MeteringInstance.StartAsync(store, new FakeTimeProvider(Start.AddHours(9)));
        var projects = Enumerable.Range(0, 205).Select(_ => NewProject()).Order(StringComparer.Ordinal).ToArray();
        foreach (var (index, project) in projects.Index())
        {
            // Most have used nothing in the hours that are asked for.
            var at = index is 3 or 204 ? At(10) : At(24 * 60);
            await metering.TellAsync(Told(project, NewId(), at, new VpnGatewayCreated { Flavor = "Basic", Eips = { Eip(5) } }));
        }
        var query = new UsageQuery { From = At(0).ToWireTime(), To = At(360).ToWireTime() };
        var all = await metering.UsageAsync(query);

        all.Select(hour => (hour.ProjectId, hour.Meter, hour.Hour)).ShouldBe(
            from project in new[] { projects[3], projects[204] }
            from hour in Enumerable.Range(0, 6)
            from meter in new[] { "eip_bandwidth.bandwidth", "vpn_gateway.Basic" }
            select (project, meter, At(hour * 60).ToWireTime()));
        (await metering.UsageAsync(query, limit: 5)).ShouldBe(all);
        (await metering.UsageAsync(query, limit: 24)).ShouldBe(all);
        using var call = metering.Usage.ExportUsageCsv(new ExportUsageCsvRequest { Query = query }, metering.Administrator);
        var csv = string.Concat(await call.ResponseStream.ReadAllAsync().Select(chunk => chunk.Text).ToArrayAsync());
        csv.ShouldBe("project_id,enterprise_project_id,meter,hour,amount,unit,quantity\r\n" + string.Concat(all.Select(hour =>
            $"{hour.ProjectId},0,{hour.Meter},{hour.Hour},{hour.Amount},{hour.Unit},{hour.Quantity}\r\n")));
        csv.ShouldContain($"{projects[204]},0,vpn_gateway.Basic,2027-02-20T07:00:00.000Z,3000000,gateway-hour,0.833333\r\n");
    }

    [Fact]
    public async Task The_ledger_is_paged_by_the_time_of_its_entries()
    {
        var gateway = NewId();
        await _metering.TellAsync(
            Told(_project, gateway, At(40), new VpnGatewayDeleted { Flavor = "Basic" }, generation: 2),
            Told(_project, gateway, At(20), new VpnGatewayCreated { Flavor = "Basic", Eips = { Eip(5) } }));

        var all = await _metering.LedgerAsync(_project);
        all.Select(entry => (entry.At[11..16], entry.Delta)).ShouldBe([("07:20", 5), ("07:20", 1), ("07:40", -5), ("07:40", -1)]);
        (await _metering.LedgerAsync(_project, limit: 1)).ShouldBe(all);
        var request = new ListLedgerRequest { ProjectId = _project, From = At(30).ToWireTime() };
        (await _metering.Usage.ListLedgerAsync(request, _metering.Administrator)).Entries.ShouldBe(all.Skip(2));
    }

    private UsageQuery Query() => new() { ProjectId = _project.ToUpperInvariant(), From = At(0).ToWireTime(), To = At(24 * 60).ToWireTime() };

    private static string[] Shown(IEnumerable<UsageHour> usage) =>
        [.. usage.Select(hour => $"{hour.Hour[11..16]} {hour.EnterpriseProjectId} {hour.Meter} {hour.Quantity} {hour.Unit}")];
}
