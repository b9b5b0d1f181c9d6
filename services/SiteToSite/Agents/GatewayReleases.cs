using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Gives back at once what gateways that are gone had reserved. Nobody waits for it and nothing depends on it: the deleted events
/// have the same effect a little later.
/// </summary>
internal sealed class GatewayReleases(PartChannels channels, CallerContextSigner signer, TimeProvider time, ILogger<GatewayReleases> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public void Release(IReadOnlyList<VpnGatewayRow> gone)
    {
        foreach (var project in gone.GroupBy(gateway => gateway.ProjectId, gateway => gateway.Id))
        {
            _ = ReleaseAsync(project.Key, [.. project]);
        }
    }

    private async Task ReleaseAsync(string projectId, string[] gatewayIds)
    {
        await Task.Yield();
        try
        {
            var client = new Reservations.ReservationsClient(channels.To("GOVERNANCE"));
            var caller = CallerExtensions.OfPart("site-to-site", projectId);
            await client.ReleaseAsync(new ReleaseRequest { ResourceIds = { gatewayIds } }, signer.With(caller, Timeout, time, CancellationToken.None));
        }
        catch (Exception exception)
        {
            logger.LogInformation(exception, "The reservations of {Count} deleted gateways are left to their events", gatewayIds.Length);
        }
    }
}
