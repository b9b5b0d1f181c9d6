using VpnMesh.Benchmarks.Transcoding;

return args switch
{
    ["transcoding"] => await TranscodingBenchmark.RunAsync(),
    [TranscodingHosts.Argument, .. var rest] => await TranscodingHosts.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: VpnMesh.Benchmarks transcoding");
    return 2;
}
