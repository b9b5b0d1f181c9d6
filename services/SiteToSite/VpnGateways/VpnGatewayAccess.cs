using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>Who may use an action on which gateway.</summary>
internal static class VpnGatewayAccess
{
    /// <summary>
    /// Refuses a caller that lacks the action on this gateway. Whether there is such a gateway is told only to those who may use the
    /// action everywhere in the project.
    /// </summary>
    /// <param name="database">The store.</param>
    /// <param name="caller">The verified context.</param>
    /// <param name="id">Id as the caller wrote it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DomainException"><c>VPN.0003</c></exception>
    public static async Task RequireVpnGatewayAccessAsync(
        this SiteToSiteDatabase database, CallerContext caller, string id, CancellationToken cancellationToken)
    {
        if (caller.Access is { Everywhere: true, NeverIn.Count: 0 })
        {
            return;
        }
        var enterpriseProjectId = await database.ReadAsync(
            session => session.FindEnterpriseProjectAsync(caller.ProjectId, id.ToLowerInvariant()), cancellationToken);
        caller.RequireAccess(enterpriseProjectId);
    }
}
