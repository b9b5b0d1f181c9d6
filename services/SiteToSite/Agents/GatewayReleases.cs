using VpnMesh.Shared.Api.Callers;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Gives back at once what gateways that are gone had reserved. Nobody waits for it and nothing depends on it: the deleted events
/// have the same effect a little later.
/// </summary>
internal sealed class GatewayReleases(GovernanceClient governance)
{
    public void Release(IReadOnlyList<VpnGatewayRow> gone)
    {
        foreach (var project in gone.GroupBy(gateway => gateway.ProjectId, gateway => gateway.Id))
        {
            var caller = CallerExtensions.OfPart("site-to-site", project.Key);
            _ = Task.Run(() => governance.ReleaseDeletedAsync([.. project], caller));
        }
    }
}
