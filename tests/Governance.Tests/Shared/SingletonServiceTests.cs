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

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_replica_that_was_stopped_for_longer_than_its_lease_writes_nothing_when_it_wakes(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = SharedStore.Migrated(store);
        // Each has a clock of its own: while a process is stopped none of its timers goes off.
        var (clock, otherClock) = (new FakeTimeProvider(), new FakeTimeProvider());
        var (begun, wake) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var stopped = new Worker(database, clock) { Write = async () => await AfterAsync("stopped") };
        using var other = new Worker(database, otherClock) { Write = () => WriteAsync("other") };
        await stopped.StartAsync(CancellationToken.None);
        await begun.Task;
        await other.StartAsync(CancellationToken.None);
        await Eventually.Async(() => Ticked(otherClock, () => other.Rounds > 0));

        wake.SetResult();

        await Eventually.Async(() => stopped.Failure is not null);
        stopped.Failure.ShouldBeOfType<LeaseLostException>();
        (await database.CountAsync("inbox WHERE event_id = 'stopped'")).ShouldBe(0);
        (await database.CountAsync("inbox WHERE event_id = 'other'")).ShouldBe(1);
        await other.StopAsync(CancellationToken.None);
        await stopped.StopAsync(CancellationToken.None);

        async Task AfterAsync(string id)
        {
            begun.TrySetResult();
            await wake.Task;
            await WriteAsync(id);
        }

        Task WriteAsync(string id) => database.InTransactionAsync(
            session => session.ExecuteAsync("INSERT INTO inbox (event_id, consumer, received_at) VALUES (@id, 'test', 0) ON CONFLICT DO NOTHING", new { id }),
            CancellationToken.None);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    public async Task Clocks_that_are_a_minute_apart_neither_hold_a_lease_nor_take_it(int seconds)
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        await using var database = SharedStore.Migrated(store);
        var clock = new FakeTimeProvider();
        var otherClock = new FakeTimeProvider(clock.GetUtcNow() + TimeSpan.FromSeconds(seconds));
        using var first = new Worker(database, clock);
        using var second = new Worker(database, otherClock);
        await first.StartAsync(CancellationToken.None);
        await Eventually.Async(() => first.Waits > 0);
        await second.StartAsync(CancellationToken.None);
        for (var i = 0; i < 10; i++)
        {
            var waits = first.Waits;
            clock.Advance(TimeSpan.FromSeconds(1));
            await Eventually.Async(() => first.Waits > waits);
            otherClock.Advance(TimeSpan.FromSeconds(1));
        }
        second.Rounds.ShouldBe(0);

        // The first dies: its clock stands still.
        var since = otherClock.GetTimestamp();
        await Eventually.Async(() => Ticked(otherClock, () => second.Rounds > 0));

        otherClock.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        await second.StopAsync(CancellationToken.None);
        await first.StopAsync(CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Work_that_takes_longer_than_a_lease_keeps_it(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = SharedStore.Migrated(store);
        var (time, timeOfBusy) = (new FakeTimeProvider(), new CountingTime());
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var busy = new Worker(database, timeOfBusy) { Write = () => { begun.TrySetResult(); return end.Task; } };
        using var other = new Worker(database, time);
        await busy.StartAsync(CancellationToken.None);
        await begun.Task;
        await other.StartAsync(CancellationToken.None);
        for (var i = 0; i < 15; i++)
        {
            var (before, timers) = (await MarkAsync(), timeOfBusy.Timers);
            for (var step = 0; step < 3; step++)
            {
                time.Advance(TimeSpan.FromSeconds(0.8));
                timeOfBusy.Advance(TimeSpan.FromSeconds(0.8));
            }
            // Renewed, and waiting for the next time: only then may the clock go on.
            await Eventually.Async(async () => await MarkAsync() > before && timeOfBusy.Timers > timers);
        }

        other.Rounds.ShouldBe(0);
        end.SetResult();
        await busy.StopAsync(CancellationToken.None);
        await other.StopAsync(CancellationToken.None);

        Task<long> MarkAsync() => database.ReadAsync(
            session => session.ScalarAsync<long>("SELECT expires_at FROM lease WHERE name = 'work'"), CancellationToken.None);
    }

    private static bool Ticked(FakeTimeProvider time, Func<bool> condition)
    {
        time.Advance(TimeSpan.FromMilliseconds(200));
        return condition();
    }

    private sealed class CountingTime : FakeTimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
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

        /// <summary>What it does in a round; nothing by default.</summary>
        public Func<Task> Write { get; init; } = () => Task.CompletedTask;

        /// <summary>What the last round failed with.</summary>
        public Exception? Failure { get; private set; }

        protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
        {
            if (FailuresLeft > 0)
            {
                FailuresLeft--;
                throw new InvalidOperationException("the work failed");
            }
            try
            {
                await Write();
            }
            catch (Exception exception)
            {
                Failure = exception;
                throw;
            }
            Interlocked.Increment(ref _rounds);
            return false;
        }

        protected override Task WaitAsync(CancellationToken cancellationToken)
        {
            var waiting = Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
            Interlocked.Increment(ref _waits);
            return waiting;
        }
    }
}
