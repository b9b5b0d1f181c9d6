using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.SiteToSite.Agents;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>The operations of VPN gateways; each is in a file of its name.</summary>
internal sealed partial class VpnGatewayService(
    SiteToSiteDatabase database,
    GovernanceClient governance,
    ZoneDirectory zones,
    VpnGatewayEvents events,
    PlacementSignal placements,
    TimeProvider time) : Protos.SiteToSite.V5.VpnGateways.VpnGatewaysBase
{
    private static readonly TimeSpan ReservationLasts = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Refuses a caller that lacks the action on this gateway. Whether there is such a gateway is told only to those who may use the
    /// action everywhere in the project.
    /// </summary>
    /// <exception cref="DomainException"><c>VPN.0003</c></exception>
    private async Task RequireAccessAsync(CallerContext caller, string id, CancellationToken cancellationToken)
    {
        if (caller.Access is { Everywhere: true, NeverIn.Count: 0 })
        {
            return;
        }
        var enterpriseProjectId = await database.ReadAsync(
            session => session.FindEnterpriseProjectAsync(caller.ProjectId, Stored(id)), cancellationToken);
        caller.RequireAccess(enterpriseProjectId);
    }

    /// <summary>The gateway of the caller's project.</summary>
    /// <exception cref="DomainException"><c>VPN.0004</c></exception>
    private async Task<VpnGatewayRow> RequireAsync(CallerContext caller, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FindVpnGatewayAsync(caller.ProjectId, Stored(id)), cancellationToken)
        ?? throw ErrorCatalogue.NotFound.With();

    /// <summary>
    /// Changes a gateway: judges it as it is read, writes it if nobody changed it meanwhile, and otherwise judges it again. The next
    /// generation goes to the agents and the events tell of it; what changes nothing is not written.
    /// </summary>
    private async Task<VpnGatewayRow> ChangeAsync(ServerCallContext context, string id, Func<VpnGatewayRow, Task<VpnGatewayRow>> change)
    {
        var caller = context.Caller();
        while (true)
        {
            var asked = time.GetTimestamp();
            var before = await RequireAsync(caller, id, context.CancellationToken);
            var changed = await change(before);
            if (changed == before)
            {
                return before;
            }
            var after = changed with { Generation = before.Generation + 1, UpdatedAt = time.NowMs() };
            if (await WriteAsync(before, after, asked, caller.RequestId, context.CancellationToken))
            {
                return after;
            }
        }
    }

    private Task<bool> WriteAsync(VpnGatewayRow before, VpnGatewayRow after, long asked, string requestId, CancellationToken cancellationToken) =>
        database.InGroupAsync(
            async session =>
            {
                RequireStillReserved(asked);
                if (!await session.UpdateAsync(after))
                {
                    return false;
                }
                await events.AddUpdatedAsync(session, before, after, requestId);
                session.AfterCommit(placements.Set);
                return true;
            },
            cancellationToken,
            after.Id);

    /// <summary>
    /// Governance takes back what it reserved or bound for a write that nobody has told of for long; nothing is written any more well
    /// before that.
    /// </summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c></exception>
    private void RequireStillReserved(long asked)
    {
        if (time.GetElapsedTime(asked) > ReservationLasts)
        {
            throw ErrorCatalogue.BackendUnavailable.With();
        }
    }

    // Ids are told apart by value: a UUID in upper case names the same gateway.
    private static string Stored(string id) => id.ToLowerInvariant();

    private static void CheckId(Violations violations, string id) => violations.Uuid("vgw_id", id);
}
