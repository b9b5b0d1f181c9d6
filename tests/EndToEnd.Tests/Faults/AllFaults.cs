using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>The faults of the suite, in the short form that is part of every run of the tests and in the long one.</summary>
internal sealed class AllFaults(ReplicatedSystem system, PostgresServer database, RabbitServer broker, Disk? databaseDisk, Disk? brokerDisk)
{
    private const int AtOnce = 2;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What is seen most, in two minutes.</summary>
    public IReadOnlyList<Fault> Short() =>
    [
        Killed("kill -9, a replica of every part", system.Replica(1)),
        BrokerStopped(TimeSpan.FromSeconds(8)),
        DatabaseKilled(Moment),
    ];

    /// <summary>Everything, a replica of every part at a time where each alone would tell no more.</summary>
    public IReadOnlyList<Fault> Middle() =>
    [
        Killed("kill -9, a replica of every part", system.Replica(1)),
        BrokerStopped(TimeSpan.FromSeconds(8)),
        DatabaseKilled(Moment),
        Paused("SIGSTOP, a replica of every part", system.Replica(1), TimeSpan.FromSeconds(12)),
        Network("network 300 ms late", TimeSpan.FromSeconds(4), wire => wire.Delay = TimeSpan.FromMilliseconds(300)),
        Network("network silent, then cut", TimeSpan.FromSeconds(6), SilentThenCut),
        .. DisksFull(),
        .. ClockMoved(TimeSpan.FromMinutes(1)),
        RollingRestart(system.Everything),
    ];

    /// <summary>Every process by itself, and for a minute what takes time.</summary>
    public IReadOnlyList<Fault> Long()
    {
        var minute = TimeSpan.FromMinutes(1);
        return
        [
            .. system.Everything.Select(name => Killed($"kill -9 {name}", [name])),
            .. system.Killable.Select(part => Killed($"kill -9 both of {part}", [part + "-a", part + "-b"])),
            BrokerStopped(minute),
            DatabaseKilled(TimeSpan.FromSeconds(10)),
            .. system.Replica(0).Select(name => Paused($"SIGSTOP {name}", [name], minute)),
            .. system.Killable.Select(part => Paused($"SIGSTOP both of {part}", [part + "-a", part + "-b"], minute)),
            Network("network 300 ms late", minute, wire => wire.Delay = TimeSpan.FromMilliseconds(300)),
            Network("network silent", minute, wire => wire.Silence()),
            Network("network cut", minute, wire => wire.Cut()),
            .. DisksFull(),
            .. ClockMoved(TimeSpan.FromMinutes(1)),
            .. ClockMoved(TimeSpan.FromMinutes(-1)),
            RollingRestart(system.Everything),
        ];
    }

    private Fault Killed(string title, IEnumerable<string> names) => new(
        title,
        Moment,
        () => Task.WhenAll(names.Select(system.KillAsync)),
        () => StartAsync(names));

    private Fault BrokerStopped(TimeSpan lasts) => new($"broker stopped for {lasts.TotalSeconds:0} s", lasts, broker.StopAsync, broker.StartAsync);

    private Fault DatabaseKilled(TimeSpan lasts) => new($"database killed, {lasts.TotalSeconds:0} s", lasts, database.KillAsync, database.StartAsync);

    private Fault Paused(string title, IEnumerable<string> names, TimeSpan lasts) => new(
        $"{title}, {lasts.TotalSeconds:0} s",
        lasts,
        () => Each(names, system.Pause),
        () => Each(names, system.Resume));

    private Fault Network(string title, TimeSpan lasts, Action<Wire> spoil) => new(
        $"{title}, {lasts.TotalSeconds:0} s",
        lasts,
        () => Each(system.Wires, spoil),
        () => Each(system.Wires, wire => wire.Mend()));

    private static void SilentThenCut(Wire wire)
    {
        wire.Silence();
        _ = Task.Delay(Moment).ContinueWith(_ => wire.Cut(), TaskScheduler.Default);
    }

    private IEnumerable<Fault> DisksFull()
    {
        if (databaseDisk is not null)
        {
            // The server may have given up on it, and then starts anew.
            yield return Full("disk of the database full", databaseDisk, database.StartAsync);
        }
        if (brokerDisk is not null)
        {
            yield return Full("disk of the broker full", brokerDisk, RestartBrokerAsync);
        }
    }

    private static Fault Full(string title, Disk disk, Func<Task> restart) => new(
        title,
        TimeSpan.FromSeconds(6),
        () => Task.Run(disk.Fill),
        () =>
        {
            disk.Free();
            return restart();
        });

    // Some of what it runs in has crashed when it could not write, and does not come back by itself.
    private async Task RestartBrokerAsync()
    {
        await broker.StopAsync();
        await broker.StartAsync();
    }

    private IEnumerable<Fault> ClockMoved(TimeSpan by)
    {
        if (system.Clock is { } clock)
        {
            yield return new Fault(
                $"clocks of a replica of every part {by.TotalSeconds:+0;-0} s", TimeSpan.FromSeconds(6), () => Once(() => clock.Move(by)), () => Once(() => clock.Move(TimeSpan.Zero)))
            {
                Unnoticed = true,
            };
        }
    }

    private Fault RollingRestart(IEnumerable<string> names) =>
        new("rolling restart", TimeSpan.Zero, () => RestartAsync(names), () => Task.CompletedTask) { Unnoticed = true };

    /// <summary>As the platform does it: the next goes when this one is ready again. Parts that have little to do with one another go together.</summary>
    private async Task RestartAsync(IEnumerable<string> all)
    {
        foreach (var names in all.Chunk(AtOnce))
        {
            await Task.WhenAll(names.Select(system.StopAsync));
            await StartAsync(names);
            await Task.WhenAll(names.Select(name => Eventually.Async(() => system.IsReadyAsync(name), Patience)));
            // What asks for its health every second has to see that it is there again.
            await Task.Delay(Moment);
        }
    }

    private Task StartAsync(IEnumerable<string> names) => Each(names, system.Start);

    private static Task Each<T>(IEnumerable<T> all, Action<T> what) => Once(() => all.ToList().ForEach(what));

    private static Task Once(Action what)
    {
        what();
        return Task.CompletedTask;
    }
}
