using System.Globalization;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Projects;

/// <summary><c>GET /v3/projects</c>: the projects of the account, to find a project id.</summary>
internal sealed class KeystoneListProjects(IdentityDatabase database)
{
    private const string Path = "/v3/projects";
    private const long MaxPerPage = 5000;

    public async Task<ListProjectsResponse> HandleAsync(ListProjectsRequest request, ServerCallContext context)
    {
        CheckPaging(request);
        var caller = context.Caller();
        if (request.HasDomainId && request.DomainId != caller.DomainId)
        {
            throw ErrorCatalogue.IamForbidden.With();
        }
        // One more than the page shows whether there is a next one.
        var limit = request.HasPerPage ? request.PerPage + 1 : long.MaxValue;
        var found = CanMatch(request)
            ? await database.ReadAsync(session => ProjectStore.ListAsync(session, FilterOf(request, caller), limit, OffsetOf(request)), context.CancellationToken)
            : [];
        var more = request.HasPerPage && found.Count > request.PerPage;
        return new ListProjectsResponse
        {
            Projects = { found.Take(more ? found.Count - 1 : found.Count).Select(project => project.ToAnswer(caller)) },
            Links = LinksOf(request, caller, more),
        };
    }

    private static void CheckPaging(ListProjectsRequest request)
    {
        if (request.HasPage != request.HasPerPage)
        {
            var missing = request.HasPage ? "per_page" : "page";
            throw IamErrors.Invalid(missing, $"must be given together with {(request.HasPage ? "page" : "per_page")}");
        }
        if (request.HasPage && request.Page < 1)
        {
            throw IamErrors.Invalid("page", "must be at least 1");
        }
        if (request.HasPerPage && request.PerPage is < 1 or > MaxPerPage)
        {
            throw IamErrors.Invalid("per_page", $"must be from 1 to {MaxPerPage}");
        }
    }

    private static bool CanMatch(ListProjectsRequest request) =>
        !request.IsDomain && (!request.HasName || Texts.IsName(request.Name)) && (!request.HasParentId || Texts.IsId(request.ParentId));

    private static ProjectFilter FilterOf(ListProjectsRequest request, CallerContext caller) => new(
        caller.DomainId,
        request.HasName ? request.Name : null,
        request.HasParentId ? request.ParentId : null,
        request.HasEnabled ? request.Enabled : null);

    private static long OffsetOf(ListProjectsRequest request)
    {
        if (!request.HasPage)
        {
            return 0;
        }
        // Pages so far out that their number cannot be reckoned with are empty like any other past the end.
        var before = request.Page - 1;
        return before > long.MaxValue / request.PerPage ? long.MaxValue : before * request.PerPage;
    }

    private static Links LinksOf(ListProjectsRequest request, CallerContext caller, bool more)
    {
        var links = new Links { Self = UrlOf(request, caller, request.Page) };
        if (more)
        {
            links.Next = UrlOf(request, caller, request.Page + 1);
        }
        if (request.HasPage && request.Page > 1)
        {
            links.Previous = UrlOf(request, caller, request.Page - 1);
        }
        return links;
    }

    private static string UrlOf(ListProjectsRequest request, CallerContext caller, long page) => KeystoneLinks.Url(
        caller,
        Path,
        ("domain_id", request.HasDomainId ? request.DomainId : null),
        ("name", request.HasName ? request.Name : null),
        ("parent_id", request.HasParentId ? request.ParentId : null),
        ("enabled", request.HasEnabled ? Text(request.Enabled) : null),
        ("is_domain", request.HasIsDomain ? Text(request.IsDomain) : null),
        ("page", request.HasPage ? page.ToString(CultureInfo.InvariantCulture) : null),
        ("per_page", request.HasPerPage ? request.PerPage.ToString(CultureInfo.InvariantCulture) : null));

    private static string Text(bool value) => value ? "true" : "false";
}
