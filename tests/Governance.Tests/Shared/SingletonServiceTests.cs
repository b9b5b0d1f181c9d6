using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.TestKit;

namespace VpnMesh.Governance.Tests.Shared;

public sealed class SingletonServiceTests
{
    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task One_replica_works_and_another_takes_over_when_it_stops(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = SharedStore.Migrated(store);
        var time = new FakeTimeProvider();
        using var first = new Worker(database, time);
        using var second = new Worker(database, time);
        await first.StartAsync(CancellationToken.None);
        await Eventually.Async(() => first.Waits > 0);
        await second.StartAsync(CancellationToken.None);

        // Three leases long the first renews its own.
        for (var i = 0; i < 30; i++)
        {
            var waits = first.Waits;
            time.Advance(TimeSpan.FromSeconds(1));
            await Eventually.Async(() => first.Waits > waits);
        }
        second.Rounds.ShouldBe(0);

        await first.StopAsync(CancellationToken.None);
        await Eventually.Async(() => Ticked(time, () => second.Rounds > 0));
        await second.StopAsync(CancellationToken.None);
        (await database.CountAsync("lease")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_lease_of_a_replica_that_died_runs_out(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = SharedStore.Migrated(store);
        var time = new FakeTimeProvider();
        var until = time.NowMs() + (long)SingletonService.LeaseTime.TotalMilliseconds;
        await database.InTransactionAsync(
            session => session.ExecuteAsync("INSERT INTO lease (name, owner, expires_at) VALUES ('work', 'dead', @until)", new { until }),
            CancellationToken.None);
        using var worker = new Worker(database, time);
        await worker.StartAsync(CancellationToken.None);

        await Eventually.Async(() => Ticked(time, () => worker.Rounds > 0));

        time.NowMs().ShouldBeGreaterThan(until);
        await worker.StopAsync(CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Work_that_fails_is_tried_again(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = SharedStore.Migrated(store);
        var time = new FakeTimeProvider();
        using var worker = new Worker(database, time) { FailuresLeft = 3 };
        await worker.StartAsync(CancellationToken.None);

        await Eventually.Async(() => Ticked(time, () => worker.Rounds > 0));

        worker.FailuresLeft.ShouldBe(0);
        await worker.StopAsync(CancellationToken.None);
    }

    private static bool Ticked(FakeTimeProvider time, Func<bool> condition)
    {
        time.Advance(TimeSpan.FromMilliseconds(200));
        return condition();
    }

    private sealed class Worker(SharedStore database, FakeTimeProvider time)
        : SingletonService("work", database, time, NullLogger.Instance)
    {
        private int _rounds;
        private int _waits;

        public int Rounds => Volatile.Read(ref _rounds);

        /// <summary>How often it began to wait, its timer set: from here on the clock may be moved.</summary>
        public int Waits => Volatile.Read(ref _waits);

        public int FailuresLeft { get; set; }

        protected override Task<bool> WorkAsync(CancellationToken cancellationToken)
        {
            if (FailuresLeft > 0)
            {
                FailuresLeft--;
                throw new InvalidOperationException("the work failed");
            }
            Interlocked.Increment(ref _rounds);
            return Task.FromResult(false);
        }

        protected override Task WaitAsync(CancellationToken cancellationToken)
        {
            var waiting = Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
            Interlocked.Increment(ref _waits);
            return waiting;
        }
    }
}
