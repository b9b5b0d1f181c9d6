using Grpc.Core;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Agents;

namespace VpnMesh.GatewayAgent.Link;

/// <summary>One stream to the service: registers, does as it is told, reports and gives signs of life.</summary>
internal sealed class LinkSession(
    AgentIdentity identity, TunnelSet tunnels, CertificateSet certificates, ConnectionSet connections, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    // Of the pages of the snapshot that have come so far.
    private readonly List<DesiredCertificate> _certificates = [];
    private readonly List<DesiredConnection> _connections = [];

    /// <summary>Whether the service took the agent in.</summary>
    public bool Accepted { get; private set; }

    /// <summary>Serves the stream until either side ends it.</summary>
    /// <exception cref="RpcException">The stream broke or the service ended it.</exception>
    public async Task RunAsync(AsyncDuplexStreamingCall<AgentMessage, ControlMessage> call, CancellationToken stopping)
    {
        await SendAsync(call, new AgentMessage { Register = Register() });
        var registered = await call.ResponseStream.MoveNext(stopping) ? call.ResponseStream.Current.Registered : null;
        if (registered is null)
        {
            throw new InvalidDataException("the service did not begin with Registered");
        }
        Accepted = true;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] work =
        [
            ObeyAsync(call.ResponseStream, end.Token),
            ReportAsync(call, tunnels.TakeReportsAsync, reports => new Observations { Gateways = { reports } }, end.Token),
            ReportAsync(call, certificates.TakeReportsAsync, reports => new Observations { Certificates = { reports } }, end.Token),
            ReportAsync(call, connections.TakeReportsAsync, reports => new Observations { Connections = { reports } }, end.Token),
            ReportAsync(call, connections.Associations.TakeAsync, reports => new Observations { Associations = { reports } }, end.Token),
            ReportAsync(call, connections.Routes.TakeAsync, reports => new Observations { Routes = { reports } }, end.Token),
            ReportAsync(call, connections.Negotiations.TakeAsync, reports => new Observations { Negotiations = { reports } }, end.Token),
            BeatAsync(call, TimeSpan.FromMilliseconds(registered.LeaseMs) / 3, end.Token),
        ];
        var first = await Task.WhenAny(work);
        await end.CancelAsync();
        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private Register Register() =>
        new() { AgentId = identity.Id, Zone = identity.Zone, Capacity = identity.Capacity, Backend = tunnels.Backend, Versions = { tunnels.Versions } };

    private async Task ObeyAsync(IAsyncStreamReader<ControlMessage> orders, CancellationToken cancellationToken)
    {
        while (await orders.MoveNext(cancellationToken))
        {
            switch (orders.Current.MessageCase)
            {
                case ControlMessage.MessageOneofCase.Snapshot:
                    await TakeOverAsync(orders.Current.Snapshot, cancellationToken);
                    break;
                case ControlMessage.MessageOneofCase.Changes:
                    await ChangeAsync(orders.Current.Changes, cancellationToken);
                    break;
                case ControlMessage.MessageOneofCase.Acknowledged:
                    connections.Acknowledge(orders.Current.Acknowledged.NegotiationIds);
                    break;
            }
        }
    }

    private async Task ChangeAsync(Changes changes, CancellationToken cancellationToken)
    {
        await tunnels.ChangeAsync(changes.Gateways, cancellationToken);
        await certificates.ChangeAsync(changes, cancellationToken);
        await connections.ChangeAsync(changes.Connections, cancellationToken);
        foreach (var removed in changes.Gateways.Where(gateway => gateway.Removed))
        {
            connections.Forget(removed);
        }
    }

    private async Task TakeOverAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        _certificates.AddRange(snapshot.Certificates);
        _connections.AddRange(snapshot.Connections);
        if (snapshot.More)
        {
            return;
        }
        if (SnapshotDigest.Of(snapshot.Gateways, _connections.Select(connection => (connection.ConnectionId, connection.Generation))) != snapshot.Digest)
        {
            throw new InvalidDataException("the snapshot does not have the digest it says");
        }
        await tunnels.ReplaceAsync(snapshot.Gateways, cancellationToken);
        await certificates.ReplaceAsync(_certificates, cancellationToken);
        _certificates.Clear();
        await connections.ReplaceAsync(_connections, snapshot.Gateways, cancellationToken);
        _connections.Clear();
    }

    private async Task ReportAsync<T>(
        AsyncDuplexStreamingCall<AgentMessage, ControlMessage> call,
        Func<CancellationToken, Task<IReadOnlyList<T>>> take,
        Func<IReadOnlyList<T>, Observations> tell,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var reports = await take(cancellationToken);
            await SendAsync(call, new AgentMessage { Observations = tell(reports) });
        }
    }

    private async Task BeatAsync(AsyncDuplexStreamingCall<AgentMessage, ControlMessage> call, TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await SendAsync(call, new AgentMessage { Heartbeat = new Heartbeat() });
        }
    }

    private async Task SendAsync(AsyncDuplexStreamingCall<AgentMessage, ControlMessage> call, AgentMessage message)
    {
        await _writing.WaitAsync();
        try
        {
            await call.RequestStream.WriteAsync(message);
        }
        finally
        {
            _writing.Release();
        }
    }
}
