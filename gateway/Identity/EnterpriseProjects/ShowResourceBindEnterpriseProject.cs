using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.EnterpriseProjects;

/// <summary><c>POST /v1.0/enterprise-projects/{enterprise_project_id}/resources/filter</c>: the gateways in an enterprise project.</summary>
internal sealed class ShowResourceBindEnterpriseProject(IdentityDatabase database, IPrincipals principals, VpnGatewayOwner gateways)
{
    private const string ResourceName = "resource_name";
    private const string ResourceId = "resource_id";

    public async Task<ShowResourceBindEnterpriseProjectResponse> HandleAsync(
        ShowResourceBindEnterpriseProjectRequest request, ServerCallContext context)
    {
        Check(request);
        var caller = context.Caller();
        var id = request.EnterpriseProjectId;
        if (!Texts.IsId(id) || !await database.ReadAsync(session => EnterpriseProjectStore.ExistsAsync(session, caller.DomainId, id), context.CancellationToken))
        {
            throw ErrorCatalogue.IamNotFound.For("enterprise_project_id", "enterprise project", id);
        }
        var projects = await ReadableProjectsAsync(request, caller, context.CancellationToken);
        if (projects.Count == 0 || !MayMatch(request))
        {
            return new ShowResourceBindEnterpriseProjectResponse();
        }
        var found = await gateways.ListAsync(Question(request, projects.Keys), context);
        return new ShowResourceBindEnterpriseProjectResponse
        {
            Resources = { found.Resources.Select(resource => Answer(resource, projects)) },
            TotalCount = found.TotalCount,
        };
    }

    private static void Check(ShowResourceBindEnterpriseProjectRequest request)
    {
        if (request.ResourceTypes.Any(type => ResourceType.Find(type) is null))
        {
            throw IamErrors.Invalid("resource_types", "must be a list of vpn-gateway and p2c-vpn-gateways");
        }
        if (request.Projects.Contains(""))
        {
            throw IamErrors.Invalid("projects", "must not have an empty entry");
        }
        ListEnterpriseProject.CheckPage(request.HasLimit ? request.Limit : null, request.HasOffset ? request.Offset : null);
        for (var i = 0; i < request.Matches.Count; i++)
        {
            CheckMatch(request.Matches[i], $"matches[{i}]");
        }
    }

    private static void CheckMatch(ResourceMatch match, string path)
    {
        if (!match.HasKey)
        {
            throw IamErrors.Missing($"{path}.key");
        }
        if (!match.HasValue)
        {
            throw IamErrors.Missing($"{path}.value");
        }
        if (match.Key is not (ResourceName or ResourceId))
        {
            throw IamErrors.Invalid($"{path}.key", $"must be {ResourceName} or {ResourceId}");
        }
    }

    /// <summary>Whether any gateway can meet the conditions: not when another type is asked for, or two values of one property.</summary>
    private static bool MayMatch(ShowResourceBindEnterpriseProjectRequest request) =>
        (request.ResourceTypes.Count == 0 || request.ResourceTypes.Contains(ResourceType.VpnGateway.Name))
        && request.Matches.GroupBy(match => match.Key).All(key => key.Select(match => match.Value).Distinct().Count() == 1)
        && request.Matches.All(match => match.Key == ResourceId ? Texts.IsId(match.Value) : !match.Value.Contains('\0', StringComparison.Ordinal));

    private static ListRequest Question(ShowResourceBindEnterpriseProjectRequest request, IEnumerable<string> projectIds)
    {
        var question = new ListRequest
        {
            ProjectIds = { projectIds },
            EnterpriseProjectId = request.EnterpriseProjectId,
            Limit = request.HasLimit ? request.Limit : ListEnterpriseProject.MaxLimit,
            Offset = request.Offset,
        };
        if (request.Matches.FirstOrDefault(match => match.Key == ResourceName) is { } name)
        {
            question.ResourceName = name.Value;
        }
        if (request.Matches.FirstOrDefault(match => match.Key == ResourceId) is { } id)
        {
            question.ResourceId = id.Value;
        }
        return question;
    }

    private static EnterpriseProjectResource Answer(Resource resource, Dictionary<string, string> projects) => new()
    {
        ResourceId = resource.ResourceId,
        ResourceName = resource.ResourceName,
        ResourceType = resource.ResourceType,
        ProjectId = resource.ProjectId,
        ProjectName = projects[resource.ProjectId],
        EnterpriseProjectId = resource.EnterpriseProjectId,
    };

    /// <returns>Names by id of the projects asked for in which the caller may read gateways of this enterprise project.</returns>
    private async Task<Dictionary<string, string>> ReadableProjectsAsync(
        ShowResourceBindEnterpriseProjectRequest request, CallerContext caller, CancellationToken cancellationToken)
    {
        var all = await principals.ListProjectsAsync(caller.DomainId, cancellationToken);
        var readable = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var project in all.Where(project => request.Projects.Count == 0 || request.Projects.Contains(project.Id)))
        {
            var access = await principals.AuthorizeAsync(
                caller.ToPrincipal(), project.Id, ResourceType.VpnGateway.ReadAction, true, cancellationToken);
            if (new CallerContext { Access = access }.MayAccess(request.EnterpriseProjectId))
            {
                readable.Add(project.Id, project.Name);
            }
        }
        return readable;
    }
}
