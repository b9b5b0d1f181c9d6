using System.Globalization;
using System.Text;
using Npgsql;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.EndToEnd.Tests.Soak;

/// <summary>A steady load for a long time, by command: <c>tests/soak</c>. Nothing may rise that has no reason to.</summary>
[Trait("Runs", "apart")]
public sealed class SoakTests
{
    private const int Workers = 4;
    private const double MiB = 1024 * 1024;

    // What the ledger is for: it is kept for good. Inboxes and what is gone are kept for their time, hours or days.
    private static readonly string[] Kept =
    [
        "fact", "ledger", "usage", "inbox", "measurement", "connection_log", "alert", "client_token", "tagged_resource", "logged_connection",
        "negotiation", "vpn_user_removal",
    ];

    [Fact(Explicit = true)]
    public async Task Memory_handles_threads_and_queues_do_not_rise_under_a_steady_load()
    {
        var minutes = double.Parse(Environment.GetEnvironmentVariable("VPNMESH_SOAK_MINUTES") ?? "30", CultureInfo.InvariantCulture);
        await using var system = new SeparateOnPostgres();
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var load = new SoakLoad(api);
        await load.PrepareAsync();
        using var over = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
        var slopes = new Slopes();
        var running = load.RunAsync(Workers, over.Token);
        using (var timer = new PeriodicTimer(TimeSpan.FromSeconds(Math.Clamp(minutes / 3, 2, 10))))
        {
            while (!over.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None))
            {
                await SampleAsync(system, slopes);
            }
        }
        await running;

        var rising = slopes.Names.Where(name => Rises(slopes, name)).ToArray();
        var report = Report(slopes, rising, load, minutes);
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "soak.txt"), report, CancellationToken.None);
        load.Failures.ShouldBeEmpty();
        rising.ShouldBeEmpty(report);
    }

    private static async Task SampleAsync(SeparateOnPostgres system, Slopes slopes)
    {
        foreach (var (name, id) in system.ProcessIds())
        {
            var process = $"/proc/{id.ToString(CultureInfo.InvariantCulture)}";
            var status = (await File.ReadAllLinesAsync($"{process}/status")).Select(line => line.Split(':')).ToDictionary(line => line[0], line => line[1].Trim());
            slopes.Add($"{name} memory, MiB", double.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture) / 1024);
            slopes.Add($"{name} threads", double.Parse(status["Threads"], CultureInfo.InvariantCulture));
            slopes.Add($"{name} handles", Directory.GetFiles($"{process}/fd").Length);
        }
        foreach (var (part, connection) in system.Databases)
        {
            await SampleTablesAsync(part, connection, slopes);
        }
        foreach (var (queue, depth) in await system.QueuesAsync())
        {
            slopes.Add($"queue {queue}", depth);
        }
    }

    private static async Task SampleTablesAsync(string part, string connection, Slopes slopes)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("SELECT relname, n_live_tup, pg_total_relation_size(relid) FROM pg_stat_user_tables");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            slopes.Add($"table {part} {reader.GetString(0)} rows", reader.GetInt64(1));
            slopes.Add($"table {part} {reader.GetString(0)} MiB", reader.GetInt64(2) / MiB);
        }
    }

    // More than its noise: a tenth of what it is, and more than a collector of garbage or a pool of threads does by itself.
    private static bool Rises(Slopes slopes, string name)
    {
        if (name.StartsWith("table", StringComparison.Ordinal) && (!name.EndsWith("rows", StringComparison.Ordinal) || Kept.Any(kept => name.Contains(kept, StringComparison.Ordinal))))
        {
            return false;
        }
        var least = name.EndsWith("MiB", StringComparison.Ordinal) ? 20 : name.EndsWith("rows", StringComparison.Ordinal) || name.StartsWith("queue", StringComparison.Ordinal) ? 200 : 10;
        return slopes.Rise(name) > Math.Max(least, slopes.Mean(name) / 10);
    }

    private static string Report(Slopes slopes, string[] rising, SoakLoad load, double minutes)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{minutes} minutes, {load.Calls} calls, {load.Calls / minutes / 60:F0} a second, {load.Failures.Count} not answered as they should be");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",-60} {"mean",12} {"last",12} {"an hour",12}");
        foreach (var name in slopes.Names)
        {
            var mark = rising.Contains(name) ? "  rises" : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"{name,-60} {slopes.Mean(name),12:F1} {slopes.Last(name),12:F1} {slopes.PerHour(name),12:F1}{mark}");
        }
        text.AppendLine(rising.Length == 0 && load.Failures.Count == 0 ? "verdict: nothing rises" : "verdict: not well");
        return text.ToString();
    }
}
