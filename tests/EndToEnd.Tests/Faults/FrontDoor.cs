namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>What stands before the edges, as a load balancer does: new connections go round among those that say that they are ready.</summary>
internal sealed class FrontDoor : IAsyncDisposable
{
    private const int LateAnswers = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<int, bool> _ready;
    private readonly Wire _wire;
    private readonly Task _probing;
    private uint _next;

    /// <param name="port">Where clients find it.</param>
    /// <param name="edges">Ports of the edges.</param>
    public FrontDoor(int port, IReadOnlyList<int> edges)
    {
        _ready = edges.ToDictionary(edge => edge, _ => true);
        _wire = new Wire(port, Choose);
        _probing = Task.WhenAll(edges.Select(ProbeAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _probing;
        await _wire.DisposeAsync();
        _http.Dispose();
        _end.Dispose();
    }

    private int? Choose()
    {
        lock (_ready)
        {
            var ready = _ready.Where(edge => edge.Value).Select(edge => edge.Key).ToArray();
            return ready.Length == 0 ? null : ready[_next++ % ready.Length];
        }
    }

    private async Task ProbeAsync(int edge)
    {
        var late = 0;
        while (!_end.IsCancellationRequested)
        {
            var answer = await AskAsync(edge);
            late = answer is null ? late + 1 : 0;
            lock (_ready)
            {
                // An answer that is late now and then only says that the machine is busy.
                _ready[edge] = answer ?? (_ready[edge] && late < LateAnswers);
            }
            await Task.Delay(Pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>What it said; null when it said nothing in time.</returns>
    private async Task<bool?> AskAsync(int edge)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{edge}/health/ready"), _end.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
