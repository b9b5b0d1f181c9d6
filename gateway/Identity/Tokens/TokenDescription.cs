using System.Globalization;
using VpnMesh.Identity.Authorization;
using VpnMesh.Identity.Policies;
using VpnMesh.Identity.Projects;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Identity.Tokens;

/// <summary>Describes a token as its creation and its check answer it.</summary>
internal sealed class TokenDescription(PrincipalCache cache)
{
    /// <param name="token">The token itself.</param>
    /// <param name="claims">What it says.</param>
    /// <param name="user">Its user.</param>
    /// <param name="catalogUrl">Address under which the caller reached the edge; null to leave the catalogue out.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<TokenResponse> DescribeAsync(
        string token, TokenClaims claims, UserRow user, string? catalogUrl, CancellationToken cancellationToken)
    {
        var account = new DomainRef { Id = user.DomainId, Name = user.DomainName };
        var answer = new Token
        {
            Methods = { claims.Method },
            IssuedAt = Time(claims.IssuedAt),
            ExpiresAt = Time(claims.ExpiresAt),
            User = new TokenUser { Id = user.Id, Name = user.Name, PasswordExpiresAt = "", Domain = account },
            Roles = { await RolesAsync(user, claims.ProjectId, cancellationToken) },
        };
        if (claims.ProjectId is { } projectId)
        {
            var project = await cache.FindProjectAsync(projectId, cancellationToken);
            answer.Project = new TokenProject { Id = projectId, Name = project?.Name ?? "", Domain = account };
        }
        else
        {
            answer.Domain = account;
        }
        if (catalogUrl is not null)
        {
            answer.Catalog.Add(CatalogOf(catalogUrl));
        }
        return new TokenResponse { Token = answer, SubjectToken = token };
    }

    /// <summary>What is found under an address of the edge.</summary>
    public static IEnumerable<CatalogService> CatalogOf(string url) =>
        [Service("vpn", "vpn", url), Service("identity", "iam", $"{url}/v3"), Service("eps", "eps", $"{url}/v1.0")];

    private async Task<IEnumerable<Role>> RolesAsync(UserRow user, string? projectId, CancellationToken cancellationToken)
    {
        if (user.AccountOwner)
        {
            return [new Role { Id = BuiltInPolicies.Id, Name = BuiltInPolicies.OwnerRole }];
        }
        var grants = await cache.FindGrantsAsync(user.Id, cancellationToken);
        return grants
            .Where(grant => projectId is null ? grant.Scope == GrantRow.AllProjects : grant.IsOnProject(projectId))
            .Select(grant => new Role { Id = grant.Policy.Id, Name = grant.Policy.Name })
            .Distinct();
    }

    private static CatalogService Service(string type, string name, string url) => new()
    {
        Type = type,
        Id = name,
        Name = name,
        Endpoints = { new CatalogEndpoint { Id = $"{name}.public", Interface = "public", Region = Region.Id, RegionId = Region.Id, Url = url } },
    };

    private static string Time(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
