using Grpc.Core;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// What comes in on one stream. Heartbeats do not wait for the reports that came before them; reports that gather while the store is busy
/// are applied together.
/// </summary>
internal sealed class AgentInbox(
    string agentId,
    string stream,
    AgentConnections<SiteToSiteDatabase> agents,
    AgentReports observed,
    Acknowledgements acknowledgements)
{
    private readonly ReportQueue<ObservedGateway> _gateways = new();
    private readonly ReportQueue<ObservedCertificate> _certificates = new();
    private readonly ReportQueue<ObservedConnection> _connections = new();
    private readonly ReportQueue<ObservedAssociations> _associations = new();
    private readonly ReportQueue<ObservedRoutes> _routes = new();
    private readonly ReportQueue<NegotiationEvent> _negotiations = new();
    private readonly ReportQueue<ObservedMonitor> _monitors = new();
    private readonly ReportQueue<MonitorMeasurement> _measurements = new();

    /// <summary>Reads until the agent ends the stream, is silent for longer than its lease, or has lost it.</summary>
    public Task ReadAsync(IAsyncStreamReader<AgentMessage> requests, CancellationToken cancellationToken) =>
        agents.ReadAsync(requests, TakeAsync, cancellationToken);

    /// <summary>Applies reports as they gather, each kind by itself.</summary>
    public Task[] Apply(CancellationToken cancellationToken) =>
    [
        _gateways.ApplyAsync(reports => observed.Gateways.ApplyAsync(agentId, stream, reports), cancellationToken),
        _certificates.ApplyAsync(reports => observed.Certificates.ApplyAsync(agentId, stream, reports), cancellationToken),
        _connections.ApplyAsync(reports => observed.Connections.ApplyAsync(agentId, stream, reports), cancellationToken),
        _associations.ApplyAsync(reports => observed.Connections.ApplyAsync(agentId, stream, reports), cancellationToken),
        _routes.ApplyAsync(reports => observed.Routes.ApplyAsync(agentId, stream, reports), cancellationToken),
        _negotiations.ApplyAsync(LogAsync, cancellationToken),
        _monitors.ApplyAsync(reports => observed.Monitors.ApplyAsync(agentId, stream, reports), cancellationToken),
        _measurements.ApplyAsync(MeasureAsync, cancellationToken),
    ];

    private async Task TakeAsync(AgentMessage message)
    {
        switch (message.MessageCase)
        {
            case AgentMessage.MessageOneofCase.Heartbeat:
                await agents.RenewAsync(agentId, stream);
                break;
            case AgentMessage.MessageOneofCase.Observations:
                Take(message.Observations);
                break;
        }
    }

    private void Take(Observations observations)
    {
        _gateways.Add(observations.Gateways);
        _certificates.Add(observations.Certificates);
        _connections.Add(observations.Connections);
        _associations.Add(observations.Associations);
        _routes.Add(observations.Routes);
        _negotiations.Add(observations.Negotiations);
        _monitors.Add(observations.Monitors);
        _measurements.Add(observations.Measurements);
    }

    private async Task LogAsync(IReadOnlyList<NegotiationEvent> reports)
    {
        await observed.Negotiations.ApplyAsync(agentId, stream, reports);
        acknowledgements.Add(reports.Select(negotiation => negotiation.Id));
    }

    private async Task MeasureAsync(IReadOnlyList<MonitorMeasurement> reports)
    {
        await observed.Measurements.ApplyAsync(agentId, stream, reports);
        acknowledgements.Add(reports.Select(measurement => measurement.Id));
    }
}
