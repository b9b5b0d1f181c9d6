using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using VpnMesh.Benchmarks.Transcoding;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.Benchmarks.Start;

/// <summary>
/// Time from the start of the process to the first 201 of the embedded default, on an empty data folder, against the first answer of an
/// empty ASP.NET Core app; and resident memory of the embedded default, idle after 10,000 creates.
/// </summary>
internal static class StartBenchmark
{
    public const string EmptyApp = "empty-app";
    private const double DemandedRatio = 4;
    private const long DemandedMegabytes = 250;
    private const int Rounds = 7;
    private const int Creates = 10_000;

    public static async Task<int> RunAsync()
    {
        var empty = new List<double>();
        var embedded = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            empty.Add(await EmptyAppAsync());
            embedded.Add(await EmbeddedAsync());
            Console.WriteLine($"round {round + 1}: empty app {empty[^1]:F0} ms, embedded {embedded[^1]:F0} ms");
        }
        var ratio = embedded.Order().ElementAt(Rounds / 2) / empty.Order().ElementAt(Rounds / 2);
        Console.WriteLine($"start: {ratio:F2} times an empty app (demanded: at most {DemandedRatio})");
        var megabytes = await MemoryAsync();
        Console.WriteLine($"memory: {megabytes} MB idle after {Creates} creates (demanded: at most {DemandedMegabytes})");
        return ratio <= DemandedRatio && megabytes <= DemandedMegabytes ? 0 : 1;
    }

    public static async Task<int> RunEmptyAppAsync(string url)
    {
        var builder = WebApplication.CreateBuilder(["--urls", url]);
        var app = builder.Build();
        app.MapGet("/", () => "hello");
        await app.RunAsync();
        return 0;
    }

    private static async Task<double> EmptyAppAsync()
    {
        var url = $"http://127.0.0.1:{TranscodingHosts.FreePort()}";
        using var client = new HttpClient();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Environment.GetCommandLineArgs()[0], EmptyApp, url]) { RedirectStandardOutput = true })!;
        await UntilAsync(async () => (await client.GetAsync(url)).IsSuccessStatusCode);
        var elapsed = watch.Elapsed.TotalMilliseconds;
        process.Kill();
        await process.WaitForExitAsync();
        return elapsed;
    }

    private static async Task<double> EmbeddedAsync()
    {
        await using var system = new EmbeddedSystem();
        using var api = new ApiClient(system, system.Admin);
        await system.PrepareProcessesAsync();
        var watch = Stopwatch.StartNew();
        system.StartProcesses();
        await UntilAsync(async () => (await api.PostAsync("/vpn-gateways", Bodies.NewEips("vpngw-bench"))).Status == HttpStatusCode.Created);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task<long> MemoryAsync()
    {
        await using var system = new EmbeddedSystem();
        system.Extra["QUOTA_VPN_GATEWAY"] = "1000000";
        system.Extra["RATE_LIMIT"] = "1000000";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        await Parallel.ForAsync(0, Creates, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, _) =>
        {
            var answer = await api.PostAsync("/vpn-gateways", Bodies.NewEips("vpngw-bench"));
            if (answer.Status != HttpStatusCode.Created)
            {
                throw new InvalidOperationException(answer.Json?.ToJsonString());
            }
        });
        // Idle is part of what is measured: half a minute in which nobody calls.
        await Task.Delay(TimeSpan.FromSeconds(30));
        return system.ResidentMemory() / (1024 * 1024);
    }

    private static async Task UntilAsync(Func<Task<bool>> answers)
    {
        while (true)
        {
            try
            {
                if (await answers())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(2);
        }
    }
}
