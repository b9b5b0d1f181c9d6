using System.Diagnostics;
using System.Text;
using System.Text.Json;
using VpnMesh.Benchmarks.Transcoding;
using VpnMesh.EndToEnd.Tests.Clients;

namespace VpnMesh.Benchmarks.Access;

/// <summary>
/// What the check of credentials costs: throughput of CreateVgw with a body of 1 KB through the whole edge, with a signature and with a
/// token, against the same edge that takes the caller for granted. Counted are the answers for each second of processor time that the
/// process of the edge uses: those of the client and the backend are not its, and what else runs on the machine takes time but not that
/// time. Short rounds alternate.
/// </summary>
internal static class AccessBenchmark
{
    private const double WithSignature = 0.85;
    private const double WithToken = 0.95;
    private const int BodySize = 1024;
    private const int Connections = 16;
    private const int Rounds = 31;
    private const string Path = $"/v5/{AccessHost.ProjectId}/vpn-gateways";
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(0.8);

    /// <returns>0 when both reach what is demanded of them, else 1.</returns>
    public static async Task<int> RunAsync()
    {
        var (backendPort, openPort, edgePort) = (TranscodingHosts.FreePort(), TranscodingHosts.FreePort(), TranscodingHosts.FreePort());
        var target = $"http://127.0.0.1:{backendPort}";
        using var backend = await HostProcess.StartAsync(TranscodingHosts.Argument, TranscodingHosts.Backend, backendPort);
        using var open = await HostProcess.StartAsync(AccessHost.Argument, AccessHost.Unchecked, openPort, target);
        using var edge = await HostProcess.StartAsync(AccessHost.Argument, AccessHost.Whole, edgePort, target);
        var body = Body();
        using var bare = new Load(openPort, Request("", body), "201");
        using var signed = new Load(edgePort, Request(Signature(body), body), "201");
        using var token = new Load(edgePort, Request($"X-Auth-Token: {await LogInAsync(edgePort)}\r\n", body), "201");
        var (bySignature, byToken) = await CompareAsync((open, bare), (edge, signed), (edge, token));
        Console.WriteLine($"access: with a signature {bySignature:F3} of the throughput without any check (demanded: {WithSignature}), "
            + $"with a token {byToken:F3} (demanded: {WithToken})");
        return bySignature >= WithSignature && byToken >= WithToken ? 0 : 1;
    }

    private static async Task<(double Signature, double Token)> CompareAsync(params (HostProcess Host, Load Load)[] ways)
    {
        foreach (var (_, load) in ways)
        {
            await load.ConnectAsync(Connections);
            await load.RunAsync(s_warmUp);
        }
        var rounds = new List<Round[]>();
        for (var round = 0; round < Rounds; round++)
        {
            var measured = new Round[ways.Length];
            // Each is the first as often as the others.
            for (var turn = 0; turn < ways.Length; turn++)
            {
                var index = (round + turn) % ways.Length;
                measured[index] = await MeasureAsync(ways[index].Host, ways[index].Load);
            }
            rounds.Add(measured);
            Console.WriteLine($"round {round + 1}: unchecked {measured[0].Rate:F0}, signature {measured[1].Rate:F0}, token {measured[2].Rate:F0} per second");
        }
        return (RatioOf(rounds, 1, "signature"), RatioOf(rounds, 2, "token"));
    }

    private static async Task<Round> MeasureAsync(HostProcess host, Load load)
    {
        var (watch, before) = (Stopwatch.StartNew(), host.ProcessorTime);
        var answers = await load.RunAsync(s_round) * watch.Elapsed.TotalSeconds;
        return new Round(answers, (host.ProcessorTime - before).TotalSeconds);
    }

    // Of all rounds together: the system counts processor time in steps that are coarse for one of them.
    private static double RatioOf(List<Round[]> rounds, int index, string name)
    {
        double RateOf(int way) => rounds.Sum(round => round[way].Answers) / rounds.Sum(round => round[way].Seconds);
        var single = rounds.Select(round => round[index].Rate / round[0].Rate).Order().ToArray();
        var ratio = RateOf(index) / RateOf(0);
        Console.WriteLine($"{name}: ratio {ratio:F3}, half of the single rounds from {single[Rounds / 4]:F3} to {single[Rounds * 3 / 4]:F3}");
        return ratio;
    }

    /// <summary>Answers, and the processor time that the edge used for them.</summary>
    private readonly record struct Round(double Answers, double Seconds)
    {
        public double Rate => Answers / Seconds;
    }

    private static string Body()
    {
        const string Json =
            """
            {"vpn_gateway": {"vpc_id": "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c", "local_subnets": ["192.168.0.0/24", "192.168.1.0/24"],
            "connect_subnet": "f5741286-4c1e-4a8d-8a86-2c82bd9ee114", "eip1": {"id": "cff40e5e-4c1e-4a8d-8a86-7366077bf097"},
            "eip2": {"id": "d290f1ee-4c1e-4a8d-8a86-d701748f0851"}, "tags": [TAGS]}}
            """;
        var tags = string.Join(", ", Enumerable.Range(1, 14).Select(number => $$"""{"key": "key-{{number:D2}}", "value": "value-{{number:D2}}"}"""));
        return Json.Replace("TAGS", tags, StringComparison.Ordinal).PadRight(BodySize);
    }

    private static string Signature(string body)
    {
        var headers = new Dictionary<string, string>
        {
            ["Host"] = "127.0.0.1",
            ["Content-Type"] = "application/json",
            ["X-Project-Id"] = AccessHost.ProjectId,
            ["X-Sdk-Date"] = RequestSignature.Now(),
        };
        var keys = new AccountKeys(AccessHost.AccessKey, AccessHost.SecretKey, AccessHost.ProjectId, AccessHost.Password);
        var authorization = RequestSignature.Authorization(keys, "POST", Path, headers, Encoding.UTF8.GetBytes(body));
        return $"X-Project-Id: {AccessHost.ProjectId}\r\nX-Sdk-Date: {headers["X-Sdk-Date"]}\r\nAuthorization: {authorization}\r\n";
    }

    private static byte[] Request(string credentials, string body) => Encoding.UTF8.GetBytes(
        $"POST {Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{credentials}"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static async Task<string> LogInAsync(int port)
    {
        var user = new { name = "admin", password = AccessHost.Password, domain = new { name = "vpnmesh" } };
        var identity = new { methods = new[] { "password" }, password = new { user } };
        var credentials = JsonSerializer.Serialize(new { auth = new { identity, scope = new { project = new { id = AccessHost.ProjectId } } } });
        using var client = new HttpClient();
        using var content = new StringContent(credentials, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync($"http://127.0.0.1:{port}/v3/auth/tokens", content);
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("X-Subject-Token").Single();
    }
}
