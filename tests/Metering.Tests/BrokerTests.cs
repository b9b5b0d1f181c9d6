using Microsoft.Extensions.Time.Testing;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;
using static VpnMesh.Metering.Tests.MeteredEvents;

namespace VpnMesh.Metering.Tests;

/// <summary>Events that come through RabbitMQ.</summary>
public sealed class BrokerTests
{
    // What fails is undone, but not the count of it.
    private const string FailFiveTimes =
        """
        CREATE SEQUENCE failures;
        CREATE FUNCTION fail() RETURNS trigger AS
          'BEGIN IF nextval(''failures'') <= 5 THEN RAISE EXCEPTION ''told to fail''; END IF; RETURN new; END' LANGUAGE plpgsql;
        CREATE TRIGGER fail BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION fail()
        """;

    [Fact]
    public async Task Events_are_taken_in_once_each_also_those_that_failed_at_first()
    {
        using var store = await TestStore.CreateAsync(Kind.Postgres);
        var bus = "--BUS=" + await RabbitServer.Shared.CreateVhostAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 2, 20, 7, 41, 39, TimeSpan.Zero));
        await using var first = await MeteringInstance.StartAsync(store, time, bus);
        await using var second = await MeteringInstance.StartAsync(store, time, bus);
        var (project, start) = (NewProject(), time.NowMs());
        CloudEvent[] events =
        [
            .. Enumerable.Range(0, 20).Select(_ => NewId()).SelectMany(id => new[]
            {
                Told(project, id, start, new VpnConnectionCreated()), Told(project, id, start + 5_000, new VpnConnectionDeleted(), generation: 2),
            }),
        ];
        await first.ExecuteAsync(FailFiveTimes);

        await first.TellAsync([.. events, .. events]);

        await Eventually.Async(async () => await first.CountAsync("usage_fact") == events.Length);
        var ledger = await second.LedgerAsync(project);
        ledger.Count.ShouldBe(events.Length);
        ledger.Where(entry => entry.Delta == 1).ShouldAllBe(entry => entry.At == start.ToWireTime());
        ledger.Sum(entry => entry.Delta).ShouldBe(0);
        (await first.CountAsync("inbox")).ShouldBe(events.Length);
        (await first.Database.ReadAsync(session => session.ScalarAsync<long>("SELECT last_value FROM failures"), CancellationToken.None))
            .ShouldBeGreaterThan(5);
    }
}
