using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>
/// Connections follow the address of their end point: when another EIP is bound there, they use that one, under its id, and an identity
/// that the service had filled in from the old address becomes the new address.
/// </summary>
internal sealed class VpnConnectionAddresses(VpnConnectionEvents events, TimeProvider time)
{
    /// <summary>Called in the transaction that changes the EIPs of a gateway, which is locked.</summary>
    public async Task FollowAsync(Session session, VpnGatewayRow before, VpnGatewayRow after)
    {
        foreach (var (slot, eip) in new[] { (1L, after.Eip1), (2L, after.Eip2) })
        {
            if (eip is not null && eip != (slot == 1 ? before.Eip1 : before.Eip2))
            {
                await FollowAsync(session, after, slot);
            }
        }
    }

    private async Task FollowAsync(Session session, VpnGatewayRow gateway, long slot)
    {
        var id = (slot == 1 ? gateway.Eip1 : gateway.Eip2).ToEip()!.Id;
        foreach (var connection in await session.LockVpnConnectionsOfAsync(gateway.Id, slot))
        {
            var moved = connection with { VgwIp = id, Ikepolicy = Identified(connection, ConnectionKind.AddressOf(gateway, slot)) };
            if (connection.Deleting == 1 || moved == connection)
            {
                continue;
            }
            var after = moved with { Generation = connection.Generation + 1, UpdatedAt = time.NowMs(), RequestId = gateway.RequestId };
            await session.UpdateAsync(after);
            await events.AddUpdatedAsync(session, connection, after);
        }
    }

    private static string Identified(VpnConnectionRow connection, string address)
    {
        var ike = connection.Ike();
        if (ike.HasLocalId && connection.FilledIn.ToStrings().Contains(IkePolicies.LocalId))
        {
            ike.LocalId = address;
        }
        return ike.ToColumn()!;
    }
}
