using VpnMesh.Benchmarks.Access;
using VpnMesh.Benchmarks.Connections;
using VpnMesh.Benchmarks.Creates;
using VpnMesh.Benchmarks.Lists;
using VpnMesh.Benchmarks.Observability;
using VpnMesh.Benchmarks.Start;
using VpnMesh.Benchmarks.Tags;
using VpnMesh.Benchmarks.Transcoding;
using VpnMesh.Benchmarks.Users;
using VpnMesh.TestKit;

await using var servers = new SharedServers();
return args switch
{
    ["transcoding"] => await TranscodingBenchmark.RunAsync(),
    ["access"] => await AccessBenchmark.RunAsync(),
    ["creates"] => await CreatesBenchmark.RunAsync(),
    ["start"] => await StartBenchmark.RunAsync(),
    ["connections"] => await ConnectionsBenchmark.RunAsync(),
    ["users"] => await UsersBenchmark.RunAsync(),
    ["lists"] => await ListsBenchmark.RunAsync(),
    ["tags"] => await TagsBenchmark.RunAsync(),
    ["observability"] => await ObservabilityBenchmark.RunAsync(),
    [TraceSink.Argument, var port] => await TraceSink.RunAsync(port),
    [TranscodingHosts.Argument, .. var rest] => await TranscodingHosts.RunAsync(rest),
    [AccessHost.Argument, var kind, var port, var backend] => await AccessHost.RunAsync(kind, port, backend),
    [StartBenchmark.EmptyApp, var url] => await StartBenchmark.RunEmptyAppAsync(url),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: VpnMesh.Benchmarks transcoding|access|creates|start|lists|connections|users|tags|observability");
    return 2;
}
