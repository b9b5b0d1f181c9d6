using System.Net;
using VpnMesh.Shared.Api.Hosting.Tls;

namespace VpnMesh.Shared.Api.Hosting.Balancing;

/// <summary>
/// Sends each request to one of the replicas of a part: in turn, the least busy first. Those that do not serve, or do not answer, are left
/// out (<c>grpc.health.v1</c>, asked every second). A request that was not processed goes to the next at once; one that may have been is
/// repeated only where the protos allow it. With one address nothing is asked and nothing repeated.
/// </summary>
public sealed class ReplicaHandler : HttpMessageHandler
{
    private static readonly TimeSpan s_probeAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_resolveAgain = TimeSpan.FromSeconds(3);
    private readonly PartTls? _tls;
    private readonly TimeProvider _time;
    private readonly ReplicaNames _names;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _changing = new();
    private readonly Lazy<Task> _known;
    private volatile Replica[] _replicas = [];
    private uint _turn;

    /// <param name="addresses">Where the replicas are (<see cref="PartAddress"/>), with commas.</param>
    /// <param name="tls">What TLS is done with; without it an address with TLS cannot be reached.</param>
    /// <param name="time">Clock.</param>
    /// <param name="resolve">Looks names up; null: as the system does.</param>
    /// <exception cref="FormatException">There is no address, or one is malformed.</exception>
    /// <exception cref="InvalidOperationException">An address asks for TLS that is not set, or is without TLS that is.</exception>
    public ReplicaHandler(
        string addresses, PartTls? tls, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        var all = PartAddress.ParseAll(addresses);
        Uri = all.Count > 0 ? all[0].Uri : throw new FormatException("there is no address of a part");
        _tls = tls;
        _time = time;
        _names = new ReplicaNames(all, resolve ?? Dns.GetHostAddressesAsync);
        _known = new Lazy<Task>(Watch);
        UsePlaces();
    }

    /// <summary>Address to make requests for; each is sent where it belongs.</summary>
    public Uri Uri { get; }

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_known.Value.IsCompletedSuccessfully)
        {
            await _known.Value.WaitAsync(cancellationToken);
        }
        var attempt = new Attempt(request.RequestUri!.AbsolutePath);
        while (true)
        {
            var replicas = _replicas;
            var replica = attempt.Choose(replicas, Interlocked.Increment(ref _turn));
            try
            {
                return await attempt.SendAsync(replica, replicas, request, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && attempt.HasFailed(replica, exception) && attempt.HasNext(_replicas))
            {
                // Another one.
            }
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_end.IsCancellationRequested)
        {
            lock (_changing)
            {
                _end.Cancel();
                Array.ForEach(_replicas, replica => replica.Dispose());
            }
        }
        base.Dispose(disposing);
    }

    /// <summary>Begins to watch the replicas.</summary>
    /// <returns>Ends when names have been looked up for the first time.</returns>
    private Task Watch()
    {
        if (!_names.Any && _replicas.Length == 1)
        {
            return Task.CompletedTask;
        }
        // What watches must not belong to the request that happens to be the first.
        using (ExecutionContext.SuppressFlow())
        {
            var known = _names.Any ? Task.Run(ResolveAsync) : Task.CompletedTask;
            _ = Task.Run(ProbeAsync);
            return known;
        }
    }

    private async Task ProbeAsync()
    {
        using var timer = new PeriodicTimer(s_probeAgain, _time);
        do
        {
            var replicas = _replicas;
            if (replicas.Length > 1)
            {
                await Task.WhenAll(replicas.Select(replica => replica.ProbeAsync(_time, _end.Token))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        while (await timer.WaitForNextTickAsync(_end.Token));
    }

    private async Task ResolveAsync()
    {
        await _names.ResolveAsync(_time, _end.Token);
        UsePlaces();
        _ = ResolveAgainAsync();
    }

    private async Task ResolveAgainAsync()
    {
        using var timer = new PeriodicTimer(s_resolveAgain, _time);
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            await _names.ResolveAsync(_time, _end.Token);
            UsePlaces();
        }
    }

    private void UsePlaces()
    {
        lock (_changing)
        {
            if (_end.IsCancellationRequested)
            {
                return;
            }
            var known = _replicas.ToDictionary(replica => replica.Place);
            var places = _names.Places;
            _replicas = [.. places.Select(place => known.TryGetValue(place, out var replica) ? replica : new Replica(place, _tls))];
            foreach (var gone in known.Values.Except(_replicas))
            {
                // What is under way there ends in peace.
                gone.Dispose();
            }
        }
    }
}
