using System.Diagnostics;
using System.Net;
using Npgsql;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.Benchmarks.Creates;

/// <summary>
/// Durable creates a second through the edge, in separate processes on PostgreSQL and RabbitMQ, against bare transactions of two inserts
/// on the same server from this program; 32 clients each, in alternating rounds.
/// </summary>
internal static class CreatesBenchmark
{
    private const double Demanded = 0.35;
    private const int Clients = 32;
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(6);

    public static async Task<int> RunAsync()
    {
        await using var system = new SeparateOnPostgres();
        system.Extra["QUOTA_VPN_GATEWAY"] = "10000000";
        system.Extra["RATE_LIMIT"] = "1000000";
        await system.StartAsync();
        await using var bare = await BareTransactions.OpenAsync(Clients);
        using var api = new ApiClient(system, system.Admin);
        await RateAsync(() => CreateAsync(api), WarmUp);
        await RateAsync(bare.RunAsync, TimeSpan.FromSeconds(2));
        var through = new List<double>();
        var plain = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await QuietAsync(system);
            plain.Add(await RateAsync(bare.RunAsync, Round));
            through.Add(await RateAsync(() => CreateAsync(api), Round));
            Console.WriteLine($"round {round + 1}: through the edge {through[^1]:F0}/s, bare transactions {plain[^1]:F0}/s");
        }
        var ratio = Median(through) / Median(plain);
        Console.WriteLine($"creates: {ratio:F2} of bare transactions (demanded: {Demanded})");
        return ratio >= Demanded ? 0 : 1;
    }

    private static async Task CreateAsync(ApiClient api)
    {
        var answer = await api.PostAsync("/vpn-gateways", Bodies.NewEips("vpngw-bench"));
        if (answer.Status != HttpStatusCode.Created)
        {
            throw new InvalidOperationException(answer.Json?.ToJsonString());
        }
    }

    private static async Task<double> RateAsync(Func<Task> call, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var calls = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            var done = 0;
            while (watch.Elapsed < time)
            {
                await call();
                done++;
            }
            return done;
        })));
        return calls.Sum() / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Waits until what the creates set off (events, agents) is over, so that it does not burden the bare transactions.</summary>
    private static async Task QuietAsync(SeparateOnPostgres system)
    {
        await using var connection = new NpgsqlConnection(system.Databases["SITE_TO_SITE"]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT (SELECT count(*) FROM site_to_site.outbox)
              + (SELECT count(*) FROM site_to_site.vpn_gateway WHERE observed_generation < generation)
            """,
            connection);
        await Eventually.Async(async () => (long)(await command.ExecuteScalarAsync())! == 0, TimeSpan.FromMinutes(3));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
