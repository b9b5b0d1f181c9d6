using System.Diagnostics;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>
/// The fault suite: under a steady load on two replicas of every part, one thing after another goes wrong. VPNMESH_FAULTS says in which form
/// (<c>tests/faults</c>); VPNMESH_FAULTS_ONLY, a regular expression, picks faults by their names.
/// </summary>
public sealed class FaultTests
{
    /// <summary>In the short form twice what is promised: it is part of runs on machines whose two processors start seven processes at once.</summary>
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(Form is "middle" or "long" ? 10 : 20);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task What_was_acknowledged_survives_every_fault_and_the_system_recovers_in_time()
    {
        using var clock = Clock.Find();
        using var databaseDisk = Disk.Mount(600);
        using var brokerDisk = Disk.Mount(1500);
        await using var database = new PostgresServer(databaseDisk?.Path);
        await using var broker = new RabbitServer(brokerDisk?.Path);
        await using var system = new ReplicatedSystem { Server = database, Broker = broker, Clock = clock };
        system.Extra["RESERVATION_LIFETIME"] = "20";
        system.Extra["REQUEST_TIMEOUT"] = "10";
        system.Extra["LOG"] = "json";
        system.Extra["QUOTA_VPN_GATEWAY"] = "100000";
        WatchedConnections.Set(system);
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var connections = new WatchedConnections(system, api);
        await connections.PrepareAsync();
        var server = await api.CreateServerAsync(await api.CreateP2cGatewayAsync());
        await using var load = new MixedLoad(api, connections, server);
        var aftermath = new Aftermath(system, api, load, server);
        load.Start();
        await Task.Delay(Calm);

        var outcomes = new List<Outcome>();
        foreach (var fault in Chosen(new AllFaults(system, database, broker, databaseDisk, brokerDisk)))
        {
            outcomes.Add(await RunAsync(fault, load, aftermath));
            Report(outcomes, clock, databaseDisk, system);
        }
        await load.StopAsync();
        await aftermath.CountedAsync();
        await connections.WatchedToTheLastAsync(new Told(system));

        load.Wrong.ShouldBeEmpty();
        outcomes.ShouldAllBe(outcome => outcome.Lost.Count == 0, string.Join('\n', outcomes.SelectMany(outcome => outcome.Lost).Take(20)));
        outcomes.ShouldAllBe(outcome => outcome.Doubled.Count == 0, string.Join('\n', outcomes.SelectMany(outcome => outcome.Doubled).Take(20)));
        outcomes.ShouldAllBe(
            outcome => outcome.Later.Count == 0, string.Join('\n', FaultTable.Kinds(outcomes.SelectMany(outcome => outcome.Later)).Take(20)));
        outcomes.ShouldAllBe(outcome => outcome.Recovery <= LongestRecovery, FaultTable.Of(outcomes));
    }

    private static string? Form => Environment.GetEnvironmentVariable("VPNMESH_FAULTS");

    private static IEnumerable<Fault> Chosen(AllFaults faults)
    {
        var form = Form switch
        {
            "long" => faults.Long(),
            "middle" => faults.Middle(),
            _ => faults.Short(),
        };
        var only = new System.Text.RegularExpressions.Regex(Environment.GetEnvironmentVariable("VPNMESH_FAULTS_ONLY") ?? "");
        return form.Where(fault => only.IsMatch(fault.Name));
    }

    private static async Task<Outcome> RunAsync(Fault fault, MixedLoad load, Aftermath aftermath)
    {
        var (requests, began) = (load.Calls.Requests, Stopwatch.GetTimestamp());
        await fault.Begin();
        await Task.Delay(fault.Lasts);
        await fault.End();
        var ended = Stopwatch.StartNew();
        var recovery = await RecoveredAsync(ended, load, aftermath);
        var recovered = Stopwatch.GetTimestamp();
        requests = load.Calls.Requests - requests;
        await Task.Delay(Calm);

        IReadOnlyList<string> lost = [];
        (IReadOnlyList<string> Lost, IReadOnlyList<string> Doubled) billed = ([], []);
        await load.WhileQuietAsync(async () =>
        {
            lost = await UntilEmptyAsync(aftermath.LostAsync);
            lost = [.. lost, .. await UntilEmptyAsync(async () => (billed = await aftermath.BilledAsync()).Lost)];
        });
        var refused = load.Calls.Refused.Where(each => each.At >= began).ToArray();
        var first = fault.Unnoticed ? began : recovered;
        return new Outcome(
            fault.Name, requests, [.. refused.Where(each => each.At < first)], [.. refused.Where(each => each.At >= first)], lost, billed.Doubled, recovery);
    }

    /// <summary>Until a customer can do everything again and all that was acknowledged before is seen and told of.</summary>
    private static async Task<TimeSpan?> RecoveredAsync(Stopwatch ended, MixedLoad load, Aftermath aftermath)
    {
        var before = new[] { load.Gateways, load.Users, load.Connections }.Select(ledger => (Ledger: ledger, Ids: ledger.Ever.ToHashSet())).ToArray();
        try
        {
            await Eventually.Async(
                () => before.All(each => each.Ledger.Ever.Any(id => !each.Ids.Contains(id) && aftermath.IsTold(each.Ledger.Kind, id))
                    && each.Ids.All(id => aftermath.IsTold(each.Ledger.Kind, id))),
                Patience,
                Pause);
            return ended.Elapsed;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Looks until nothing is missing any more, or for as long as a recovery may take.</summary>
    private static async Task<IReadOnlyList<string>> UntilEmptyAsync(Func<Task<IReadOnlyList<string>>> look)
    {
        IReadOnlyList<string> missing = ["nothing could be read"];
        try
        {
            await Eventually.Async(async () => (missing = await look()).Count == 0, LongestRecovery, Pause);
        }
        catch (TimeoutException)
        {
            // What is missing still is the outcome.
        }
        return missing;
    }

    private static void Report(IReadOnlyList<Outcome> outcomes, Clock? clock, Disk? disk, MeshSystem system)
    {
        var text = FaultTable.Of(outcomes)
            + string.Join('\n', outcomes.SelectMany(outcome => FaultTable.Kinds(outcome.Later).Select(kind => $"later: {kind}"))) + '\n'
            + (clock is null ? "skipped: clocks, as libfaketime (Debian: faketime) is not installed\n" : "")
            + (disk is null ? "skipped: full disks, for which one has to be root on Linux\n" : "");
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "faults.txt"), text);
        if (Environment.GetEnvironmentVariable("VPNMESH_FAULTS_LOG") is { Length: > 0 } log)
        {
            File.WriteAllText(log, text + string.Join('\n', outcomes.SelectMany(outcome => outcome.Refused.Concat(outcome.Later).Select(each => $"{outcome.Fault}: {each}"))) + "\n\n" + string.Join('\n', system.Output));
        }
    }
}
