using Grpc.Core;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>The service's end of the agent protocol: one call of <see cref="Connect"/> is one stream of one agent.</summary>
internal sealed class AgentLinkService(AgentConnections<SiteToSiteDatabase> agents, AgentPush push, AgentReports reports)
    : AgentLink.AgentLinkBase
{
    /// <inheritdoc />
    public override async Task Connect(
        IAsyncStreamReader<AgentMessage> requestStream, IServerStreamWriter<ControlMessage> responseStream, ServerCallContext context)
    {
        context.Caller().RequirePart("agent");
        var first = await requestStream.MoveNext(context.CancellationToken) ? requestStream.Current.Register : null;
        await agents.ServeAsync(
            first, (agentId, stream, end) => Work(agentId, stream, requestStream, responseStream, end), context);
    }

    private Task[] Work(
        string agentId,
        string stream,
        IAsyncStreamReader<AgentMessage> requests,
        IServerStreamWriter<ControlMessage> responses,
        CancellationToken end)
    {
        var acknowledgements = new Acknowledgements();
        var inbox = new AgentInbox(agentId, stream, agents, reports, acknowledgements);
        return
        [
            push.RunAsync(agentId, stream, acknowledgements, responses, end),
            inbox.ReadAsync(requests, end),
            .. inbox.Apply(end),
        ];
    }
}
