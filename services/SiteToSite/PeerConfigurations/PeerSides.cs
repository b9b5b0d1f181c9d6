using System.Net;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>Reads connections as the devices at their far ends have to know them.</summary>
internal static class PeerSides
{
    /// <summary>A connection of a project, or null.</summary>
    public static async Task<PeerSide?> FindPeerSideAsync(this Session session, string projectId, string id)
    {
        if (await session.FindVpnConnectionAsync(projectId, id) is not { } connection)
        {
            return null;
        }
        var gateway = await session.FindVpnGatewayAsync(projectId, connection.VgwId);
        var customer = await session.FindCustomerGatewayAsync(projectId, connection.CgwId);
        // Between the reads the connection may have gone, and they with it.
        return gateway is null || customer is null ? null : ToSide(connection, gateway, customer);
    }

    private static PeerSide ToSide(VpnConnectionRow connection, VpnGatewayRow gateway, CustomerGatewayRow customer) => new()
    {
        ConnectionId = connection.Id,
        ConnectionName = connection.Name,
        Style = connection.Style,
        GatewayAddress = IPAddress.TryParse(ConnectionKind.AddressOf(gateway, connection.Slot), out var address) ? address : null,
        CustomerAddress = customer.IdType == CustomerGatewayRules.Ip ? IPAddress.Parse(customer.IdValue) : null,
        GatewaySubnets = Blocks(gateway.Subnets()),
        CustomerSubnets = Blocks([.. connection.PeerSubnets.ToStrings(), .. connection.PeerSubnetsV6.ToStrings()]),
        Rules = [.. connection.PolicyRules.ToRules().Concat(connection.PolicyRulesV6.ToRules())
            .Select(rule => new PolicyBlocks(rule.Source.ToNetwork(), Blocks(rule.Destination)))],
        GatewayTunnelAddress = IPAddress.Parse(TunnelAddresses.WithoutMask(connection.TunnelLocalAddress)),
        CustomerTunnelAddress = IPAddress.Parse(TunnelAddresses.WithoutMask(connection.TunnelPeerAddress)),
        GatewayAsn = gateway.BgpAsn,
        CustomerAsn = customer.BgpAsn,
        Ike = connection.Ike(),
        Ipsec = connection.Ipsec(),
    };

    private static IReadOnlyList<IPNetwork> Blocks(IReadOnlyList<string> texts) => [.. texts.Select(text => text.ToNetwork())];
}
