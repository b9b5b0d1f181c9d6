using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Status;

/// <summary>Whether the edge wants requests.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="State"><c>ready</c>, <c>not ready</c> or <c>unreachable</c>.</param>
internal sealed record EdgeProbe(Uri Url, string State)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public bool IsReady => State == "ready";

    public static async Task<EdgeProbe> AskAsync(Run run)
    {
        var url = run.Settings.Edge();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(new Uri(url, "/health/ready"), run.Cancellation);
            return new EdgeProbe(url, answer.IsSuccessStatusCode ? "ready" : "not ready");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !run.Cancellation.IsCancellationRequested)
        {
            return new EdgeProbe(url, "unreachable");
        }
    }
}
