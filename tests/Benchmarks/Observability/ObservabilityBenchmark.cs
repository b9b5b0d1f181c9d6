using System.Net;
using System.Text.Json.Nodes;
using VpnMesh.Benchmarks.Transcoding;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.Benchmarks.Observability;

/// <summary>
/// What metrics and traces cost: the embedded default that is scraped every second and exports every trace, against one that does neither.
/// Counted are the answers for each second of processor time that the process uses, one create to three reads; short rounds alternate.
/// </summary>
internal static class ObservabilityBenchmark
{
    private const double Demanded = 0.95;
    private const int Clients = 16;
    private const int Rounds = 30;
    private const int ReadsPerCreate = 3;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(2);

    /// <returns>0 when the ratio is as demanded, else 1.</returns>
    public static async Task<int> RunAsync()
    {
        var (collector, management) = (TranscodingHosts.FreePort(), TranscodingHosts.FreePort());
        using var sink = await HostProcess.StartAsync(TraceSink.Argument, collector);
        await using var plain = await StartAsync([]);
        await using var watched = await StartAsync(new() { ["OTLP"] = $"http://127.0.0.1:{collector}", ["MANAGEMENT"] = $"http://127.0.0.1:{management}" });
        using var end = new CancellationTokenSource();
        var scrapes = ScrapeAsync(management, end.Token);
        using var plainApi = new ApiClient(plain, plain.Admin);
        using var watchedApi = new ApiClient(watched, watched.Admin);
        await RunAsync(plain, plainApi, s_warmUp);
        await RunAsync(watched, watchedApi, s_warmUp);
        var rounds = new List<(Measured Plain, Measured Watched)>();
        for (var round = 0; round < Rounds; round++)
        {
            // Each is the first as often as the other.
            var first = round % 2 == 0 ? await RunAsync(plain, plainApi, s_round) : await RunAsync(watched, watchedApi, s_round);
            var second = round % 2 == 0 ? await RunAsync(watched, watchedApi, s_round) : await RunAsync(plain, plainApi, s_round);
            rounds.Add(round % 2 == 0 ? (first, second) : (second, first));
            Console.WriteLine($"round {round + 1}: plain {rounds[^1].Plain.Rate:F0}, watched {rounds[^1].Watched.Rate:F0} per second of processor time");
        }
        await end.CancelAsync();
        var scraped = await scrapes;
        var ratio = RateOf(rounds.Select(round => round.Watched)) / RateOf(rounds.Select(round => round.Plain));
        var single = rounds.Select(round => round.Watched.Rate / round.Plain.Rate).Order().ToArray();
        Console.WriteLine($"observability: scraped {scraped} times; half of the single rounds from {single[Rounds / 4]:F3} to {single[Rounds * 3 / 4]:F3}");
        Console.WriteLine($"observability: {ratio:F3} of the throughput without (demanded: {Demanded})");
        return ratio >= Demanded && scraped > 0 ? 0 : 1;
    }

    private static async Task<EmbeddedSystem> StartAsync(Dictionary<string, string> settings)
    {
        var system = new EmbeddedSystem();
        system.Extra["QUOTA_CUSTOMER_GATEWAY"] = "10000000";
        system.Extra["RATE_LIMIT"] = "1000000";
        foreach (var (name, value) in settings)
        {
            system.Extra[name] = value;
        }
        await system.StartAsync();
        return system;
    }

    private static async Task<int> ScrapeAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var times = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), cancellationToken);
                times++;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Enough.
        }
        return times;
    }

    private static async Task<Measured> RunAsync(EmbeddedSystem system, ApiClient api, TimeSpan time)
    {
        var before = system.ProcessorTime();
        using var end = new CancellationTokenSource(time);
        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => CallAsync(api, end.Token))));
        return new Measured(answers.Sum(), (system.ProcessorTime() - before).TotalSeconds);
    }

    private static async Task<int> CallAsync(ApiClient api, CancellationToken end)
    {
        var answers = 0;
        while (!end.IsCancellationRequested)
        {
            var created = await api.PostAsync("/customer-gateways", JsonNode.Parse("""{"customer_gateway":{"id_value":"198.51.100.9"}}""")!);
            Require(created, HttpStatusCode.Created);
            var id = created.Json!["customer_gateway"]!["id"]!.GetValue<string>();
            for (var read = 0; read < ReadsPerCreate; read++)
            {
                Require(await api.GetAsync($"/customer-gateways/{id}"), HttpStatusCode.OK);
            }
            answers += 1 + ReadsPerCreate;
        }
        return answers;
    }

    private static void Require(ApiAnswer answer, HttpStatusCode status)
    {
        if (answer.Status != status)
        {
            throw new InvalidOperationException(answer.Json?.ToJsonString());
        }
    }

    private static double RateOf(IEnumerable<Measured> rounds)
    {
        var all = rounds.ToArray();
        return all.Sum(round => round.Answers) / all.Sum(round => round.Seconds);
    }

    /// <summary>Answers, and the processor time that the system used for them.</summary>
    private readonly record struct Measured(double Answers, double Seconds)
    {
        public double Rate => Answers / Seconds;
    }
}
