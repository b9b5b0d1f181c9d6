using Grpc.Core;
using VpnMesh.Identity.Projects;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.EnterpriseProjects;

/// <summary><c>POST /v1.0/enterprise-projects/{enterprise_project_id}/resources-migrate</c>: moves a gateway.</summary>
internal sealed class MigrateResource(IdentityDatabase database, IPrincipals principals, VpnGatewayOwner gateways)
{
    public async Task<MigrateResourceResponse> HandleAsync(MigrateResourceRequest request, ServerCallContext context)
    {
        var type = Check(request);
        var caller = context.Caller();
        var access = await principals.AuthorizeAsync(caller.ToPrincipal(), request.ProjectId, type.UpdateAction, true, context.CancellationToken);
        RequireAction(access, caller, request.EnterpriseProjectId);
        await RequireTargetAsync(request, caller, context.CancellationToken);
        await RequireProjectAsync(request, caller, context.CancellationToken);
        var resource = type == ResourceType.VpnGateway ? await gateways.FindAsync(request.ProjectId, request.ResourceId, context) : null;
        if (!MayMove(access, resource, request.EnterpriseProjectId))
        {
            throw ErrorCatalogue.IamForbidden.With();
        }
        // Moving it to where it is changes nothing, so there is nothing to ask for.
        var moved = resource is not null
            && (resource.EnterpriseProjectId == request.EnterpriseProjectId
                || await gateways.MoveAsync(resource, request.EnterpriseProjectId, context));
        return moved ? new MigrateResourceResponse() : throw ErrorCatalogue.IamNotFound.For("resource_id", "resource", request.ResourceId);
    }

    private static ResourceType Check(MigrateResourceRequest request)
    {
        Require(request.HasResourceId, "resource_id");
        Require(request.HasResourceType, "resource_type");
        Require(request.HasProjectId, "project_id");
        if (!Wire.IsUuid(request.ResourceId))
        {
            throw IamErrors.Invalid("resource_id", "must be a UUID");
        }
        if (request.ProjectId.Length is < 1 or > 64)
        {
            throw IamErrors.Invalid("project_id", "must be 1 to 64 characters long");
        }
        if (request.HasRegionId && request.RegionId != Region.Id)
        {
            throw IamErrors.Invalid("region_id", "must be the region of the project");
        }
        return ResourceType.Find(request.ResourceType) ?? throw IamErrors.Invalid("resource_type", "must be vpn-gateway or p2c-vpn-gateways");
    }

    private static void Require(bool given, string field)
    {
        if (!given)
        {
            throw IamErrors.Missing(field);
        }
    }

    // Without the action in the target nothing can be moved there, wherever it is; whether project and target exist is not revealed.
    // In a project that does not exist nobody has an action, but the owner of the account may know that it does not.
    private static void RequireAction(Access access, CallerContext caller, string targetId)
    {
        if (!caller.AccountOwner && !new CallerContext { Access = access }.MayAccess(targetId))
        {
            throw ErrorCatalogue.IamForbidden.With();
        }
    }

    // Whoever has no grant on the project learns nothing about which resources there are.
    private static bool MayMove(Access access, Resource? resource, string targetId)
    {
        var caller = new CallerContext { Access = access };
        return resource is null ? access.Everywhere : caller.MayAccess(resource.EnterpriseProjectId) && caller.MayAccess(targetId);
    }

    private async Task RequireTargetAsync(MigrateResourceRequest request, CallerContext caller, CancellationToken cancellationToken)
    {
        var id = request.EnterpriseProjectId;
        if (!Texts.IsId(id) || !await database.ReadAsync(session => EnterpriseProjectStore.ExistsAsync(session, caller.DomainId, id), cancellationToken))
        {
            throw ErrorCatalogue.IamNotFound.For("enterprise_project_id", "enterprise project", id);
        }
    }

    private async Task RequireProjectAsync(MigrateResourceRequest request, CallerContext caller, CancellationToken cancellationToken)
    {
        var project = await principals.FindProjectAsync(request.ProjectId, cancellationToken);
        if (project?.DomainId != caller.DomainId)
        {
            throw ErrorCatalogue.IamNotFound.For("project_id", "project", request.ProjectId);
        }
    }
}
