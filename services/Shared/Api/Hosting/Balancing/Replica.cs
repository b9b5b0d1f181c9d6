using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using VpnMesh.Shared.Api.Hosting.Tls;

namespace VpnMesh.Shared.Api.Hosting.Balancing;

/// <summary>One replica of a part: the connections to it, and whether it is fit to be asked.</summary>
internal sealed class Replica : IDisposable
{
    private static readonly TimeSpan s_probeLimit = TimeSpan.FromSeconds(1);

    // One late answer may be a pause of the runtime or of the machine.
    private const int MostSilences = 2;

    private readonly HttpMessageInvoker _connections;
    private readonly GrpcChannel _probeChannel;
    private readonly Grpc.Health.V1.Health.HealthClient _health;
    private readonly ConcurrentDictionary<string, Uri> _uris = new(StringComparer.Ordinal);
    private CancellationTokenSource _out = new();
    private int _waiting;
    private int _silences;

    public Replica(ReplicaPlace place, PartTls? tls)
    {
        Place = place;
        var handler = place.Address.CreateHandler(tls, place.Ip);
        _connections = new HttpMessageInvoker(handler);
        // Given the handler itself, the channel would connect in its own way.
        var client = new HttpClient(handler, disposeHandler: false);
        _probeChannel = GrpcChannel.ForAddress(place.Address.Uri, new GrpcChannelOptions { HttpClient = client, DisposeHttpClient = true });
        _health = new Grpc.Health.V1.Health.HealthClient(_probeChannel);
    }

    public ReplicaPlace Place { get; }

    /// <summary>Cancelled as soon as the replica is out; a new one each time that it is in again.</summary>
    public CancellationToken Out => Volatile.Read(ref _out).Token;

    /// <summary>Whether others had better be asked.</summary>
    public bool IsOut => Volatile.Read(ref _out).IsCancellationRequested;

    /// <summary>Requests that have no answer yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Sends a request, whatever replica it was made for.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = _uris.GetOrAdd(request.RequestUri!.AbsolutePath, static (path, at) => new Uri(at.Place.Address.Uri, path), this);
        Interlocked.Increment(ref _waiting);
        try
        {
            return await _connections.SendAsync(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Asks how the replica is, and takes it in or out.</summary>
    public async Task ProbeAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_probeLimit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var answer = await _health.CheckAsync(new HealthCheckRequest(), cancellationToken: end.Token);
            Take(answer.Status == HealthCheckResponse.Types.ServingStatus.Serving);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.Unimplemented or StatusCode.NotFound)
        {
            // It answers, though it does not say how it is.
            Take(true);
        }
        catch (Exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            if (++_silences >= MostSilences)
            {
                Lose();
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            Lose();
        }
    }

    /// <summary>The replica cannot be reached, or said that it is not to be asked.</summary>
    public void Lose()
    {
        try
        {
            Volatile.Read(ref _out).Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Disposed meanwhile: nobody asks it any more.
        }
    }

    public void Dispose()
    {
        _probeChannel.Dispose();
        _connections.Dispose();
        _out.Dispose();
    }

    private void Take(bool isServing)
    {
        _silences = 0;
        if (!isServing)
        {
            Lose();
            return;
        }
        if (IsOut)
        {
            // Nobody listens to the old one any more: who waited has been told.
            Volatile.Write(ref _out, new CancellationTokenSource());
        }
    }
}
