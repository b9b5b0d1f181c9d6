using Grpc.Core;
using VpnMesh.Protos.Parts.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Shared.Api.Parts;

internal sealed partial class PartStatusService
{
    /// <summary>The agents of all parts of this process.</summary>
    public override async Task<ListAgentsResponse> ListAgents(ListAgentsRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(CallerExtensions.Administrator);
        var response = new ListAgentsResponse();
        foreach (var part in agents)
        {
            response.Agents.AddRange(await part.ListAgentsAsync(context.CancellationToken));
        }
        return response;
    }
}
