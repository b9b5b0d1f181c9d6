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
    SiteToSiteDatabase database,
    AgentLease lease,
    ObservedStates observed,
    CertificateObservations certificates,
    ConnectionObservations connections,
    RouteObservations routes,
    NegotiationReports negotiations,
    Acknowledgements acknowledgements,
    TimeProvider time)
{
    private readonly ReportQueue<ObservedGateway> _gateways = new();
    private readonly ReportQueue<ObservedCertificate> _certificates = new();
    private readonly ReportQueue<ObservedConnection> _connections = new();
    private readonly ReportQueue<ObservedAssociations> _associations = new();
    private readonly ReportQueue<ObservedRoutes> _routes = new();
    private readonly ReportQueue<NegotiationEvent> _negotiations = new();

    /// <summary>Reads until the agent ends the stream, is silent for longer than its lease, or has lost it.</summary>
    public async Task ReadAsync(IAsyncStreamReader<AgentMessage> requests, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(lease.Length, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        while (await requests.MoveNext(end.Token))
        {
            silence.CancelAfter(lease.Length);
            switch (requests.Current.MessageCase)
            {
                case AgentMessage.MessageOneofCase.Heartbeat:
                    await RenewAsync();
                    break;
                case AgentMessage.MessageOneofCase.Observations:
                    Take(requests.Current.Observations);
                    break;
            }
        }
    }

    /// <summary>Applies reports as they gather, each kind by itself.</summary>
    public Task[] Apply(CancellationToken cancellationToken) =>
    [
        _gateways.ApplyAsync(reports => observed.ApplyAsync(agentId, stream, reports), cancellationToken),
        _certificates.ApplyAsync(reports => certificates.ApplyAsync(agentId, stream, reports), cancellationToken),
        _connections.ApplyAsync(reports => connections.ApplyAsync(agentId, stream, reports), cancellationToken),
        _associations.ApplyAsync(reports => connections.ApplyAsync(agentId, stream, reports), cancellationToken),
        _routes.ApplyAsync(reports => routes.ApplyAsync(agentId, stream, reports), cancellationToken),
        _negotiations.ApplyAsync(LogAsync, cancellationToken),
    ];

    private void Take(Observations observations)
    {
        _gateways.Add(observations.Gateways);
        _certificates.Add(observations.Certificates);
        _connections.Add(observations.Connections);
        _associations.Add(observations.Associations);
        _routes.Add(observations.Routes);
        _negotiations.Add(observations.Negotiations);
    }

    private async Task LogAsync(IReadOnlyList<NegotiationEvent> reports)
    {
        await negotiations.ApplyAsync(agentId, stream, reports);
        acknowledgements.Add(reports.Select(negotiation => negotiation.Id));
    }

    private async Task RenewAsync()
    {
        // The end of the lease counts from when it is written, not from when it began to wait for that.
        if (!await database.InGroupAsync(session => AgentStore.RenewAsync(session, agentId, stream, lease.UntilMs(time)), CancellationToken.None))
        {
            throw AgentStreams.Over();
        }
    }
}
