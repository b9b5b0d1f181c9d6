using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.TaggedResources;
using VpnMesh.SiteToSite.VpnConnections;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>The operations of VPN gateways; each is in a file of its name.</summary>
internal sealed partial class VpnGatewayService(
    SiteToSiteDatabase database,
    GovernanceClient<SiteToSiteDatabase> governance,
    ZoneDirectory<SiteToSiteDatabase> zones,
    VpnGatewayEvents events,
    PlacementSignal<SiteToSiteDatabase> placements,
    VpnConnectionAddresses connections,
    NewGatewayVersion versions,
    TimeProvider time) : Protos.SiteToSite.V5.VpnGateways.VpnGatewaysBase
{
    /// <summary>The gateway of the caller's project.</summary>
    /// <exception cref="DomainException"><c>VPN.0004</c></exception>
    private async Task<VpnGatewayRow> RequireAsync(CallerContext caller, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FindVpnGatewayAsync(caller.ProjectId, Stored(id)), cancellationToken)
        ?? throw ErrorCatalogue.NotFound.With();

    /// <summary>
    /// Changes a gateway: judges it as it is read, writes it if nobody changed it meanwhile, and otherwise judges it again. The next
    /// generation goes to the agents and the events tell of it; what changes nothing is not written.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="id">Id as the caller wrote it.</param>
    /// <param name="change">The gateway as it is to be; called again for each state that the gateway is found in.</param>
    /// <param name="guard">Throws when it has become too late to write, in the transaction that would.</param>
    private async Task<VpnGatewayRow> ChangeAsync(
        ServerCallContext context, string id, Func<VpnGatewayRow, Task<VpnGatewayRow>> change, Action<Session>? guard = null)
    {
        var caller = context.Caller();
        while (true)
        {
            var before = await RequireAsync(caller, id, context.CancellationToken);
            var changed = await change(before);
            if (changed == before)
            {
                return before;
            }
            var after = changed with { Generation = before.Generation + 1, UpdatedAt = time.NowMs(), RequestId = caller.RequestId };
            if (await WriteAsync(before, after, guard, context.CancellationToken))
            {
                return after;
            }
        }
    }

    private Task<bool> WriteAsync(VpnGatewayRow before, VpnGatewayRow after, Action<Session>? guard, CancellationToken cancellationToken) =>
        database.InGroupAsync(
            async session =>
            {
                guard?.Invoke(session);
                // Also what agents observed must be as it was judged, so that the events tell of the change of status that took place.
                if (await session.LockVpnGatewayAsync(before.ProjectId, before.Id) != before)
                {
                    return false;
                }
                await session.UpdateAsync(after);
                if (after.Name != before.Name)
                {
                    await session.TellChangedAsync(TaggedTypes.VpnGateway, after.ProjectId, after.Id);
                }
                await connections.FollowAsync(session, before, after);
                await events.AddUpdatedAsync(session, before, after, after.RequestId);
                session.AfterCommit(placements.Set);
                return true;
            },
            cancellationToken,
            after.Id);

    // Ids are told apart by value: a UUID in upper case names the same gateway.
    private static string Stored(string id) => id.ToLowerInvariant();

    private static void CheckId(Violations violations, string id) => violations.Uuid("vgw_id", id);
}
