using CsCheck;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Metering.Ledger;
using VpnMesh.Metering.Usage;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Metering.Tests;

/// <summary>Whatever happens to resources, however often and in whatever order it is told to whichever replica: the hours are right.</summary>
public sealed class LedgerPropertyTests
{
    private const int Day = 24;

    private static readonly Gen<(Life[] Lives, int Seed)> Cases = Gen.Select(Life.Any.Array[1, 5], Gen.Int[0, 1_000_000]);

    [Fact]
    public void The_changes_of_a_resource_come_to_its_bill() => Cases.Sample(
        (lives, seed) =>
        {
            var (random, changes) = (new Random(seed), new List<UsageChange>());
            foreach (var life in lives)
            {
                var facts = life.Events("p", start: 0).Select(UsageFacts.Of).ToArray();
                random.Shuffle(facts);
                // As they come to be known one after another.
                changes.AddRange(Enumerable.Range(0, facts.Length).SelectMany(known =>
                    ResourceLife.Difference(ResourceLife.Changes(facts[..known]), ResourceLife.Changes(facts[..(known + 1)]))));
            }
            var until = random.NextInt64(Day * Meters.Hour);
            var hours = HourlyUsage.Of(changes, until).Select(hour => $"{hour.HourStart} {hour.EnterpriseProjectId} {hour.Meter} {hour.Amount}");
            hours.ShouldBe(Bill.Of(lives.SelectMany(life => life.Bill(0)), 0, Day * Meters.Hour, until), ignoreOrder: true);
        },
        iter: 300);

    [Theory]
    [InlineData(Kind.Sqlite, 1)]
    [InlineData(Kind.Postgres, 2)]
    public async Task Hours_are_what_one_computes_by_hand(Kind kind, int replicas)
    {
        using var store = await TestStore.CreateAsync(kind);
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 2, 20, 7, 41, 39, TimeSpan.Zero));
        var instances = new List<MeteringInstance>();
        try
        {
            for (var number = 0; number < replicas; number++)
            {
                instances.Add(await MeteringInstance.StartAsync(store, time));
            }
            await Cases.SampleAsync(one => new Run([.. instances], time, one.Seed).CheckAsync(one.Lives), iter: 10, threads: 1);
        }
        finally
        {
            foreach (var instance in instances)
            {
                await instance.DisposeAsync();
            }
        }
    }

    private sealed class Run(MeteringInstance[] instances, FakeTimeProvider time, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly string _project = MeteredEvents.NewProject();
        private readonly long _start = Meters.HourOf(time.NowMs());
        private long _closedUntil;

        private long From => _start - Meters.Hour;

        private long To => _start + (Day * Meters.Hour);

        public async Task CheckAsync(Life[] lives)
        {
            var events = lives.SelectMany(life => life.Events(_project, _start)).ToArray();
            var told = events.Concat(_random.GetItems(events, events.Length / 2)).ToArray();
            _random.Shuffle(told);
            foreach (var some in told.Chunk(3))
            {
                await TellAsync(some);
            }
            await CheckAsync(lives.SelectMany(life => life.Bill(_start)).ToArray());
            // Later, when some hours more are over, and perhaps closed.
            time.Advance(TimeSpan.FromMinutes(_random.Next(1, Day * 60)));
            await CheckAsync(lives.SelectMany(life => life.Bill(_start)).ToArray());
        }

        /// <summary>An event to every replica at once; then others to some, and at the same time, perhaps, the end of some hours.</summary>
        private async Task TellAsync(CloudEvent[] events)
        {
            await Task.WhenAll(instances.Select(instance => instance.TellAsync(events[0])));
            var work = events[1..].Select(told => instances[_random.Next(instances.Length)].TellAsync(told));
            if (_random.Next(2) == 0)
            {
                var until = _start + (_random.Next(Day) * Meters.Hour);
                _closedUntil = Math.Max(_closedUntil, until);
                work = work.Concat(instances.Select(instance => instance.CloseAsync(_project, until)));
            }
            await Task.WhenAll(work);
        }

        private async Task CheckAsync(Interval[] bill)
        {
            var query = new UsageQuery { ProjectId = _project, From = From.ToWireTime(), To = To.ToWireTime() };
            var usage = await instances[0].UsageAsync(query, limit: 7);
            var ledger = await instances[^1].LedgerAsync(_project);
            // An hour that was closed before it was over is whole.
            var now = Math.Max(time.NowMs(), _closedUntil);
            Bill.Of(usage).ShouldBe(Bill.Of(bill, From, To, now));
            Bill.Of(usage).ShouldBe(Bill.Of(ledger, From, To, now));
        }
    }
}
