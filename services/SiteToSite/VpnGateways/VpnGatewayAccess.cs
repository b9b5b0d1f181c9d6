using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>Who may do what with a gateway and with what belongs to it.</summary>
internal static class VpnGatewayAccess
{
    /// <summary>The service of enterprise routers, as its actions begin.</summary>
    public const string EnterpriseRouters = "er";

    /// <summary>Refuses a caller that may not use enterprise routers, when the gateway is attached to one.</summary>
    /// <exception cref="DomainException"><c>VPN.0003</c></exception>
    public static void RequireRouterOf(this CallerContext caller, VpnGatewayRow gateway)
    {
        if (gateway.ErId is not null)
        {
            caller.RequireAlso(EnterpriseRouters, gateway.EnterpriseProjectId);
        }
    }

    /// <summary>
    /// Refuses a caller that lacks the action on this gateway. Whether there is such a gateway is told only to those who may use the
    /// action everywhere in the project.
    /// </summary>
    /// <param name="database">Store of the gateways.</param>
    /// <param name="caller">The verified context.</param>
    /// <param name="id">Id of the gateway as the caller wrote it.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="DomainException"><c>VPN.0003</c></exception>
    public static async Task RequireAccessAsync(
        this SiteToSiteDatabase database, CallerContext caller, string id, CancellationToken cancellationToken)
    {
        if (caller.Access is { Everywhere: true, NeverIn.Count: 0 })
        {
            return;
        }
        // What is no id is there for nobody; its form is looked at later.
        caller.RequireAccess(Wire.IsUuid(id)
            ? await database.ReadAsync(session => session.FindEnterpriseProjectAsync(caller.ProjectId, id.ToLowerInvariant()), cancellationToken)
            : null);
    }
}
