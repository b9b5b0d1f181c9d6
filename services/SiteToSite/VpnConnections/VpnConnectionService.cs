using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>The operations of connections; each is in a file of its name.</summary>
internal sealed partial class VpnConnectionService(
    SiteToSiteDatabase database,
    GovernanceClient<SiteToSiteDatabase> governance,
    VpnConnectionEvents events,
    PlacementSignal<SiteToSiteDatabase> placements,
    ChangeQueue queue,
    KeyRing keys,
    TimeProvider time) : Protos.SiteToSite.V5.VpnConnections.VpnConnectionsBase
{
    /// <summary>What a sealed pre-shared key opens for.</summary>
    public static string PskPurpose(string connectionId) => "vpn_connection.psk/" + connectionId;

    /// <summary>Refuses a caller that lacks the action on this connection, as on its gateway.</summary>
    /// <exception cref="DomainException"><c>VPN.0003</c></exception>
    private async Task RequireAccessAsync(CallerContext caller, string id, CancellationToken cancellationToken)
    {
        if (caller.Access is { Everywhere: true, NeverIn.Count: 0 })
        {
            return;
        }
        caller.RequireAccess(Wire.IsUuid(id)
            ? await database.ReadAsync(session => session.FindEnterpriseProjectOfConnectionAsync(caller.ProjectId, Stored(id)), cancellationToken)
            : null);
    }

    /// <summary>The connection of the caller's project.</summary>
    /// <exception cref="DomainException"><c>VPN.0004</c></exception>
    private async Task<VpnConnectionRow> RequireAsync(CallerContext caller, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.FindVpnConnectionAsync(caller.ProjectId, Stored(id)), cancellationToken)
        ?? throw ErrorCatalogue.NotFound.With();

    /// <summary>Changes a connection in a transaction of its own, with its gateway locked before it.</summary>
    private async Task<T> ChangeAsync<T>(
        CallerContext caller, string id, Func<Session, VpnGatewayRow, VpnConnectionRow, Task<T>> change, CancellationToken cancellationToken)
    {
        var known = await RequireAsync(caller, id, cancellationToken);
        return await database.InGroupAsync(
            async session =>
            {
                var gateway = await session.LockVpnGatewayAsync(known.ProjectId, known.VgwId);
                var connection = await session.LockVpnConnectionAsync(known.ProjectId, known.Id);
                return gateway is null || connection is null
                    ? throw ErrorCatalogue.NotFound.With()
                    : await change(session, gateway, connection);
            },
            cancellationToken,
            known.VgwId);
    }

    /// <summary>Frozen ones are left alone; nothing is done to what is about to go.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c> frozen, <c>VPN.0003</c> being deleted</exception>
    private static void RequireChangeable(VpnGatewayRow gateway, VpnConnectionRow connection, string verb)
    {
        RequireNotFrozen(gateway, connection, verb);
        if (connection.Deleting == 1)
        {
            throw ErrorCatalogue.ConnectionNotReady.With(connection.Id, "DELETING");
        }
        if (gateway.Deleting == 1)
        {
            throw ErrorCatalogue.GatewayNotReady.With(gateway.Id, "DELETING");
        }
    }

    private static void RequireNotFrozen(VpnGatewayRow gateway, VpnConnectionRow connection, string verb)
    {
        if (connection.Frozen == 1 || gateway.Frozen == 1)
        {
            throw ErrorCatalogue.InvalidRequest.With($"ILLEGAL not allowed {verb} vpnConnection");
        }
    }

    // Ids are told apart by value: a UUID in upper case names the same resource.
    private static string Stored(string id) => id.ToLowerInvariant();

    private static void CheckId(string id)
    {
        var violations = new Violations();
        violations.Uuid("vpn_connection_id", id);
        violations.ThrowIfAny();
    }
}
