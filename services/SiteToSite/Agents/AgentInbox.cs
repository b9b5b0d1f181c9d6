using Grpc.Core;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// What comes in on one stream. Heartbeats are answered for at once, also while the store is busy with reports; reports that gather
/// meanwhile are applied together.
/// </summary>
internal sealed class AgentInbox(
    string agentId,
    string stream,
    SiteToSiteDatabase database,
    AgentLease lease,
    ObservedStates observed,
    CertificateObservations certificates,
    TimeProvider time)
{
    private readonly ReportQueue<ObservedGateway> _gateways = new();
    private readonly ReportQueue<ObservedCertificate> _certificates = new();

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

    /// <summary>Applies reports about end points as they gather.</summary>
    public Task ApplyAsync(CancellationToken cancellationToken) =>
        _gateways.ApplyAsync(reports => observed.ApplyAsync(agentId, stream, reports), cancellationToken);

    /// <summary>Applies reports about certificates as they gather.</summary>
    public Task ApplyCertificatesAsync(CancellationToken cancellationToken) =>
        _certificates.ApplyAsync(reports => certificates.ApplyAsync(agentId, stream, reports), cancellationToken);

    private void Take(Observations observations)
    {
        _gateways.Add(observations.Gateways);
        _certificates.Add(observations.Certificates);
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
