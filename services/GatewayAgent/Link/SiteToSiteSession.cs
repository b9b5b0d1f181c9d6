using Grpc.Core;
using VpnMesh.GatewayAgent.Monitors;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Agents;

namespace VpnMesh.GatewayAgent.Link;

/// <summary>A stream to the site-to-site service.</summary>
internal sealed class SiteToSiteSession(
    PartLink link,
    AgentIdentity identity,
    TunnelSet tunnels,
    CertificateSet certificates,
    ConnectionSet connections,
    MonitorSet monitors,
    TimeProvider time)
    : LinkSession<AgentMessage, ControlMessage>(time)
{
    // Of the pages of the snapshot that have come so far.
    private readonly List<DesiredCertificate> _certificates = [];
    private readonly List<DesiredConnection> _connections = [];

    protected override Register Registration => identity.Registration(tunnels.Backend, tunnels.Versions);

    protected override AsyncDuplexStreamingCall<AgentMessage, ControlMessage> Open(CancellationToken cancellationToken) =>
        new AgentLink.AgentLinkClient(link.Channel).Connect(link.As(cancellationToken));

    protected override AgentMessage Message(Register register) => new() { Register = register };

    protected override AgentMessage Message(Heartbeat heartbeat) => new() { Heartbeat = heartbeat };

    protected override Registered? RegisteredOf(ControlMessage message) => message.Registered;

    protected override async Task ObeyAsync(ControlMessage order, CancellationToken cancellationToken)
    {
        switch (order.MessageCase)
        {
            case ControlMessage.MessageOneofCase.Snapshot:
                await TakeOverAsync(order.Snapshot, cancellationToken);
                break;
            case ControlMessage.MessageOneofCase.Changes:
                await ChangeAsync(order.Changes, cancellationToken);
                break;
            case ControlMessage.MessageOneofCase.Acknowledged:
                connections.Acknowledge(order.Acknowledged.Ids);
                monitors.Acknowledge(order.Acknowledged.Ids);
                break;
        }
    }

    protected override IEnumerable<Task> Report(Func<AgentMessage, Task> send, CancellationToken cancellationToken)
    {
        Task Send(Observations observations) => send(new AgentMessage { Observations = observations });
        return
        [
            ReportAsync(tunnels.TakeReportsAsync, reports => Send(new Observations { Gateways = { reports } }), cancellationToken),
            ReportAsync(certificates.TakeReportsAsync, reports => Send(new Observations { Certificates = { reports } }), cancellationToken),
            ReportAsync(connections.TakeReportsAsync, reports => Send(new Observations { Connections = { reports } }), cancellationToken),
            ReportAsync(connections.Associations.TakeAsync, reports => Send(new Observations { Associations = { reports } }), cancellationToken),
            ReportAsync(connections.Routes.TakeAsync, reports => Send(new Observations { Routes = { reports } }), cancellationToken),
            ReportAsync(connections.Negotiations.TakeAsync, reports => Send(new Observations { Negotiations = { reports } }), cancellationToken),
            ReportAsync(monitors.Monitors.TakeAsync, reports => Send(new Observations { Monitors = { reports } }), cancellationToken),
            ReportAsync(monitors.Measurements.TakeAsync, reports => Send(new Observations { Measurements = { reports } }), cancellationToken),
        ];
    }

    private async Task ChangeAsync(Changes changes, CancellationToken cancellationToken)
    {
        await tunnels.ChangeAsync(changes.Gateways, cancellationToken);
        await certificates.ChangeAsync(changes, cancellationToken);
        await connections.ChangeAsync(changes.Connections, cancellationToken);
        monitors.Change(changes.Connections);
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
        monitors.Replace(_connections);
        _connections.Clear();
    }
}
