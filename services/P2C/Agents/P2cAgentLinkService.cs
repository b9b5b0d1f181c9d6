using Grpc.Core;
using VpnMesh.P2C.P2cVgwConnections;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.Agents;

/// <summary>The service's end of the agent protocol: one call of <see cref="Connect"/> is one stream of one agent.</summary>
internal sealed class P2cAgentLinkService(
    AgentConnections<P2CDatabase> agents,
    AgentPush push,
    ObservedStates<P2CDatabase> observed,
    ServerObservations servers,
    SessionObservations sessions) : P2cAgentLink.P2cAgentLinkBase
{
    /// <inheritdoc />
    public override async Task Connect(
        IAsyncStreamReader<P2cAgentMessage> requestStream, IServerStreamWriter<P2cControlMessage> responseStream, ServerCallContext context)
    {
        context.Caller().RequirePart("agent");
        var first = await requestStream.MoveNext(context.CancellationToken) ? requestStream.Current.Register : null;
        await agents.ServeAsync(
            first, (agentId, stream, end) => Work(agentId, stream, requestStream, responseStream, end), context);
    }

    private Task[] Work(
        string agentId,
        string stream,
        IAsyncStreamReader<P2cAgentMessage> requests,
        IServerStreamWriter<P2cControlMessage> responses,
        CancellationToken end)
    {
        var acknowledgements = new Acknowledgements();
        var inbox = new AgentInbox(agentId, stream, agents, observed, servers, sessions, acknowledgements);
        return
        [
            push.RunAsync(agentId, stream, acknowledgements, responses, end),
            inbox.ReadAsync(requests, end),
            .. inbox.Apply(end),
        ];
    }
}
