using Grpc.Core;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Agents;

namespace VpnMesh.GatewayAgent.Link;

/// <summary>One stream to the service: registers, does as it is told, reports and gives signs of life.</summary>
internal sealed class LinkSession(AgentIdentity identity, TunnelSet tunnels, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);

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
            ReportAsync(call, end.Token),
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
                    await tunnels.ChangeAsync(orders.Current.Changes.Gateways, cancellationToken);
                    break;
            }
        }
    }

    private Task TakeOverAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (SnapshotDigest.Of(snapshot.Gateways) != snapshot.Digest)
        {
            throw new InvalidDataException("the snapshot does not have the digest it says");
        }
        return tunnels.ReplaceAsync(snapshot.Gateways, cancellationToken);
    }

    private async Task ReportAsync(AsyncDuplexStreamingCall<AgentMessage, ControlMessage> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reports = await tunnels.TakeReportsAsync(cancellationToken);
            await SendAsync(call, new AgentMessage { Observations = new Observations { Gateways = { reports } } });
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
