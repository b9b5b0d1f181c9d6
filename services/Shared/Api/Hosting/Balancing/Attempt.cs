namespace VpnMesh.Shared.Api.Hosting.Balancing;

/// <summary>One request on its way through the replicas: which it was sent to, and whether it may be sent to another.</summary>
/// <param name="path">Path of its rpc.</param>
internal sealed class Attempt(string path)
{
    // RFC 9113, 7: the stream was refused before anything was done about it.
    private const long RefusedStream = 7;
    private readonly List<Replica> _tried = new(1);

    /// <summary>The replica to ask next: one that is in before those that are out, the least busy first, others in turn.</summary>
    public Replica Choose(Replica[] replicas, uint turn)
    {
        Replica? chosen = null;
        for (var number = 0u; number < replicas.Length; number++)
        {
            var replica = replicas[(turn + number) % replicas.Length];
            if (!_tried.Contains(replica) && (chosen is null || Rank(replica).CompareTo(Rank(chosen)) < 0))
            {
                chosen = replica;
            }
        }
        return chosen ?? replicas[turn % replicas.Length];
    }

    /// <summary>Whether there is one that was not asked yet.</summary>
    public bool HasNext(Replica[] replicas) => replicas.Any(replica => !_tried.Contains(replica));

    /// <summary>Asks a replica. Should it be taken out meanwhile, a call that may be repeated goes to another, if there is one.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        Replica replica, Replica[] replicas, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var lost = replica.Out;
        var isLast = replicas.Length - _tried.Count <= 1;
        if (isLast || lost.IsCancellationRequested || !KnownCalls.IsRepeatable(path))
        {
            return await replica.SendAsync(request, cancellationToken);
        }
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lost);
        return await replica.SendAsync(request, end.Token);
    }

    /// <summary>Takes note of a failure.</summary>
    /// <returns>Whether the request may be sent to another replica.</returns>
    public bool HasFailed(Replica replica, Exception exception)
    {
        _tried.Add(replica);
        if (IsOutOfReach(exception))
        {
            replica.Lose();
            return true;
        }
        return KnownCalls.IsRepeatable(path)
            ? exception is HttpRequestException or IOException or OperationCanceledException
            : IsRefused(exception) && KnownCalls.IsUnary(path);
    }

    // No connection could be made: the request was not sent at all.
    private static bool IsOutOfReach(Exception exception) => exception switch
    {
        ObjectDisposedException => true,
        OperationCanceledException { InnerException: TimeoutException } => true,
        HttpRequestException http => http.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.VersionNegotiationError,
        _ => false,
    };

    private static bool IsRefused(Exception exception) =>
        exception is HttpRequestException { InnerException: HttpProtocolException { ErrorCode: RefusedStream } };

    private static (bool IsOut, int Waiting) Rank(Replica replica) => (replica.IsOut, replica.Waiting);
}
