using Grpc.Core;
using VpnMesh.GatewayAgent.Clients;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Link;

/// <summary>A stream to the point-to-cloud service.</summary>
internal sealed class P2cSession(PartLink link, AgentIdentity identity, ClientSet clients, TimeProvider time)
    : LinkSession<P2cAgentMessage, P2cControlMessage>(time)
{
    // Of the snapshot, as far as it has come.
    private readonly List<P2cSnapshot> _pages = [];

    protected override Register Registration => identity.Registration(clients.Backend, clients.Versions);

    protected override AsyncDuplexStreamingCall<P2cAgentMessage, P2cControlMessage> Open(CancellationToken cancellationToken) =>
        new P2cAgentLink.P2cAgentLinkClient(link.Channel).Connect(link.As(cancellationToken));

    protected override P2cAgentMessage Message(Register register) => new() { Register = register };

    protected override P2cAgentMessage Message(Heartbeat heartbeat) => new() { Heartbeat = heartbeat };

    protected override Registered? RegisteredOf(P2cControlMessage message) => message.Registered;

    protected override async Task ObeyAsync(P2cControlMessage order, CancellationToken cancellationToken)
    {
        switch (order.MessageCase)
        {
            case P2cControlMessage.MessageOneofCase.Snapshot:
                await TakeOverAsync(order.Snapshot, cancellationToken);
                break;
            case P2cControlMessage.MessageOneofCase.Changes:
                await clients.ChangeAsync(order.Changes, cancellationToken);
                break;
            case P2cControlMessage.MessageOneofCase.Acknowledged:
                clients.Acknowledge(order.Acknowledged.SessionIds);
                break;
            case P2cControlMessage.MessageOneofCase.Disconnect:
                await clients.DisconnectAsync(order.Disconnect, cancellationToken);
                break;
        }
    }

    protected override IEnumerable<Task> Report(Func<P2cAgentMessage, Task> send, CancellationToken cancellationToken)
    {
        Task Send(P2cObservations observations) => send(new P2cAgentMessage { Observations = observations });
        return
        [
            ReportAsync(clients.Gateways.TakeAsync, SendGatewaysAsync, cancellationToken),
            ReportAsync(clients.Servers.TakeAsync, reports => Send(new P2cObservations { Servers = { reports } }), cancellationToken),
            ReportAsync(clients.Sessions.TakeAsync, reports => Send(new P2cObservations { Sessions = { reports } }), cancellationToken),
        ];

        async Task SendGatewaysAsync(IReadOnlyList<ObservedGateway> reports)
        {
            await Send(new P2cObservations { Gateways = { reports } });
            clients.Told(reports);
        }
    }

    private async Task TakeOverAsync(P2cSnapshot page, CancellationToken cancellationToken)
    {
        _pages.Add(page);
        if (page.More)
        {
            return;
        }
        await clients.ReplaceAsync(_pages, cancellationToken);
        _pages.Clear();
    }
}
