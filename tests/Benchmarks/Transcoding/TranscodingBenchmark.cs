using System.Text;

namespace VpnMesh.Benchmarks.Transcoding;

/// <summary>
/// Throughput of CreateVgw through the edge's transcoding to a gRPC backend that does nothing, against a plain YARP forward to the JSON
/// transcoding of ASP.NET Core on the same backend. Short rounds alternate, so that whatever else the machine does meets both.
/// </summary>
internal static class TranscodingBenchmark
{
    private const double Demanded = 1.2;
    private const int Connections = 16;
    private const int Rounds = 25;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(0.8);

    private const string Body =
        """
        {"vpn_gateway": {"vpc_id": "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c", "local_subnets": ["192.168.0.0/24", "192.168.1.0/24"],
        "connect_subnet": "f5741286-4c1e-4a8d-8a86-2c82bd9ee114", "eip1": {"id": "cff40e5e-4c1e-4a8d-8a86-7366077bf097"},
        "eip2": {"id": "d290f1ee-4c1e-4a8d-8a86-d701748f0851"}}}
        """;

    /// <returns>0 when the edge reaches what is demanded of it, else 1.</returns>
    public static async Task<int> RunAsync()
    {
        var backendPort = TranscodingHosts.FreePort();
        using var backend = await HostProcess.StartAsync(TranscodingHosts.Argument, TranscodingHosts.Backend, backendPort);
        var ratios = new List<double>();
        foreach (var version in (string[])["2.0", "1.1"])
        {
            var edgePort = TranscodingHosts.FreePort();
            using var edge = await HostProcess.StartAsync(
                TranscodingHosts.Argument, TranscodingHosts.Edge, edgePort, $"http://127.0.0.1:{backendPort}");
            var plainPort = TranscodingHosts.FreePort();
            var target = version == "2.0" ? backendPort : backendPort + 1;
            using var plain = await HostProcess.StartAsync(
                TranscodingHosts.Argument, TranscodingHosts.PlainProxy, plainPort, $"http://127.0.0.1:{target}", version);
            ratios.Add(await CompareAsync(edgePort, plainPort, version));
        }
        var worst = ratios.Min();
        Console.WriteLine($"transcoding: {worst:F2} of plain YARP with JsonTranscoding (demanded: {Demanded})");
        return worst >= Demanded ? 0 : 1;
    }

    private static async Task<double> CompareAsync(int edgePort, int plainPort, string version)
    {
        using var edge = new Load(edgePort, Request(), "201");
        using var plain = new Load(plainPort, Request(), "200");
        await edge.ConnectAsync(Connections);
        await plain.ConnectAsync(Connections);
        await edge.RunAsync(s_warmUp);
        await plain.RunAsync(s_warmUp);
        var edgeRounds = new List<double>();
        var plainRounds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            edgeRounds.Add(await edge.RunAsync(s_round));
            plainRounds.Add(await plain.RunAsync(s_round));
            Console.WriteLine($"round {round + 1}: edge {edgeRounds[^1]:F0}/s, plain YARP over HTTP/{version} {plainRounds[^1]:F0}/s");
        }
        var ratio = Median(edgeRounds) / Median(plainRounds);
        Console.WriteLine($"medians: edge {Median(edgeRounds):F0}/s, plain YARP over HTTP/{version} {Median(plainRounds):F0}/s, ratio {ratio:F2}");
        return ratio;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static byte[] Request() => Encoding.UTF8.GetBytes(
        $"POST /v5/0f2b7d5c9a8e4d31b6c4e1f7a2d3c4b5/vpn-gateways HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n\r\n{Body}");
}
