using Grpc.Core;
using VpnMesh.P2C.P2cVgwConnections;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.P2C.Agents;

/// <summary>
/// What comes in on one stream. Heartbeats do not wait for the reports that came before them; reports that gather while the store is busy
/// are applied together.
/// </summary>
internal sealed class AgentInbox(
    string agentId,
    string stream,
    AgentConnections<P2CDatabase> agents,
    ObservedStates<P2CDatabase> observed,
    ServerObservations servers,
    SessionObservations sessions,
    Acknowledgements acknowledgements)
{
    private readonly ReportQueue<ObservedGateway> _gateways = new();
    private readonly ReportQueue<ObservedServer> _servers = new();
    private readonly ReportQueue<ObservedSessions> _sessions = new();

    /// <summary>Reads until the agent ends the stream, is silent for longer than its lease, or has lost it.</summary>
    public Task ReadAsync(IAsyncStreamReader<P2cAgentMessage> requests, CancellationToken cancellationToken) =>
        agents.ReadAsync(requests, TakeAsync, cancellationToken);

    /// <summary>Applies reports as they gather, each kind by itself.</summary>
    public Task[] Apply(CancellationToken cancellationToken) =>
    [
        _gateways.ApplyAsync(reports => observed.ApplyAsync(agentId, stream, reports), cancellationToken),
        _servers.ApplyAsync(reports => servers.ApplyAsync(agentId, stream, reports), cancellationToken),
        _sessions.ApplyAsync(TakeSessionsAsync, cancellationToken),
    ];

    private async Task TakeAsync(P2cAgentMessage message)
    {
        switch (message.MessageCase)
        {
            case P2cAgentMessage.MessageOneofCase.Heartbeat:
                await agents.RenewAsync(agentId, stream);
                break;
            case P2cAgentMessage.MessageOneofCase.Observations:
                _gateways.Add(message.Observations.Gateways);
                _servers.Add(message.Observations.Servers);
                _sessions.Add(message.Observations.Sessions);
                break;
        }
    }

    private async Task TakeSessionsAsync(IReadOnlyList<ObservedSessions> reports)
    {
        await sessions.ApplyAsync(agentId, stream, reports);
        if (reports.Any(report => report.Ended.Count > 0))
        {
            acknowledgements.Add(reports.SelectMany(report => report.Ended.Select(end => end.Session.Id)));
        }
    }
}
