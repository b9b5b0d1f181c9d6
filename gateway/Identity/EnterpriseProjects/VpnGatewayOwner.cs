using Grpc.Core;
using Microsoft.Extensions.Logging;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Identity.EnterpriseProjects;

/// <summary>Asks the site-to-cloud service, which owns VPN gateways. When it cannot be reached, the answer is a clear 503.</summary>
internal sealed class VpnGatewayOwner(PartChannels channels, CallerContextSigner signer, TimeProvider time, ILogger<VpnGatewayOwner> logger)
{
    private const string Part = "identity";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private EnterpriseProjectResources.EnterpriseProjectResourcesClient Client => new(channels.To("SITE_TO_SITE"));

    /// <summary>The gateway, or null when there is none.</summary>
    public async Task<Resource?> FindAsync(string projectId, string resourceId, ServerCallContext context)
    {
        var request = new FindRequest { ProjectId = projectId, ResourceType = ResourceType.VpnGateway.Name, ResourceId = resourceId };
        var answer = await AskAsync(projectId, context, options => Client.FindAsync(request, options));
        return answer?.Resource;
    }

    /// <returns>False when it is gone meanwhile.</returns>
    public async Task<bool> MoveAsync(Resource resource, string enterpriseProjectId, ServerCallContext context)
    {
        var request = new MoveRequest
        {
            ProjectId = resource.ProjectId,
            ResourceType = ResourceType.VpnGateway.Name,
            ResourceId = resource.ResourceId,
            EnterpriseProjectId = enterpriseProjectId,
        };
        return await AskAsync(resource.ProjectId, context, options => Client.MoveAsync(request, options)) is not null;
    }

    public async Task<ListResponse> ListAsync(ListRequest request, ServerCallContext context) =>
        await AskAsync("", context, options => Client.ListAsync(request, options)) ?? new ListResponse();

    private async Task<T?> AskAsync<T>(string projectId, ServerCallContext context, Func<CallOptions, AsyncUnaryCall<T>> ask)
        where T : class
    {
        CallerContext caller = CallerExtensions.OfPart(Part, projectId, context.Caller().RequestId);
        try
        {
            return await ask(signer.With(caller, Timeout, time, context.CancellationToken));
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            throw ErrorCatalogue.BackendUnavailable.With();
        }
        catch (RpcException exception) when (exception.StatusCode != StatusCode.Cancelled)
        {
            logger.LogError(exception, "The site-to-cloud service failed to answer about gateways of enterprise projects");
            throw ErrorCatalogue.IamServerError.With();
        }
    }
}
