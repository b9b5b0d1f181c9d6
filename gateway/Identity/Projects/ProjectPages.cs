using System.Globalization;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Projects;

/// <summary>The pages of <c>GET /v3/projects</c>.</summary>
internal static class ProjectPages
{
    private const string Path = "/v3/projects";
    private const long MaxPerPage = 5000;

    /// <summary>Refuses pages that the contract does not allow, and projects of other accounts.</summary>
    /// <exception cref="DomainException"><c>IAM.0007</c>; <c>IAM.0002</c> for another account.</exception>
    public static void Check(ListProjectsRequest request, CallerContext caller)
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
        if (request.HasDomainId && request.DomainId != caller.DomainId)
        {
            throw ErrorCatalogue.IamForbidden.With();
        }
    }

    /// <summary>How many projects to ask for: one more than the page has shows whether there is a next one.</summary>
    public static long LimitOf(ListProjectsRequest request) => request.HasPerPage ? request.PerPage + 1 : long.MaxValue;

    /// <summary>How many projects come before the page.</summary>
    public static long OffsetOf(ListProjectsRequest request)
    {
        if (!request.HasPage)
        {
            return 0;
        }
        // Pages so far out that their number cannot be reckoned with are empty like any other past the end.
        var before = request.Page - 1;
        return before > long.MaxValue / request.PerPage ? long.MaxValue : before * request.PerPage;
    }

    /// <summary>The answer: the page, and links to those beside it.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="found">From <see cref="OffsetOf"/> on, at most <see cref="LimitOf"/>.</param>
    public static ListProjectsResponse Answer(
        ListProjectsRequest request, CallerContext caller, IReadOnlyCollection<Protos.Identity.V3.Project> found)
    {
        var more = request.HasPerPage && found.Count > request.PerPage;
        return new ListProjectsResponse
        {
            Projects = { found.Take(more ? found.Count - 1 : found.Count) },
            Links = LinksOf(request, caller, more),
        };
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
