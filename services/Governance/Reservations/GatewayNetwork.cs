using VpnMesh.Governance.Inventory.EnterpriseRouters;
using VpnMesh.Governance.Inventory.Subnets;
using VpnMesh.Governance.Inventory.Vpcs;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>What a gateway is attached to: enterprise router, VPCs and subnets.</summary>
internal static class GatewayNetwork
{
    /// <summary>Remembers what the gateway names for the first time (mode open).</summary>
    /// <returns>Whether there was anything.</returns>
    public static async Task<bool> RememberAsync(Session session, GatewayRequest gateway, GatewaySnapshot known)
    {
        var isNew = false;
        if (gateway.ErId is { } erId && known.ErKnown == 0)
        {
            await EnterpriseRouterStore.EnsureAsync(session, gateway.ProjectId, erId);
            isNew = true;
        }
        if (gateway.VpcId is { } vpcId && known.VpcKnown == 0)
        {
            await VpcStore.EnsureAsync(session, gateway.ProjectId, vpcId);
            isNew = true;
        }
        if (known.AccessVpcKnown == 0)
        {
            await VpcStore.EnsureAsync(session, gateway.ProjectId, gateway.AccessVpcId);
            isNew = true;
        }
        if (gateway.ConnectSubnet is { } subnetId && known.ConnectVpcId is null)
        {
            await SubnetStore.EnsureAsync(session, gateway.ProjectId, subnetId, gateway.VpcId!, PrivateAddresses.Synthetic(subnetId));
            isNew = true;
        }
        if (known.AccessSubnetVpcId is null)
        {
            var range = PrivateAddresses.Synthetic(gateway.AccessSubnetId);
            await SubnetStore.EnsureAsync(session, gateway.ProjectId, gateway.AccessSubnetId, gateway.AccessVpcId, range);
            isNew = true;
        }
        return isNew;
    }

    /// <summary>Checks that everything exists.</summary>
    /// <exception cref="DomainException"><c>VPN.0004</c>, <c>VPN.0500</c>, <c>VPN.0501</c></exception>
    public static void CheckExistence(GatewayRequest gateway, GatewaySnapshot known)
    {
        var sent = gateway.Sent;
        if (gateway.ErId is not null && known.ErKnown == 0)
        {
            throw ErrorCatalogue.NotFound.At(gateway.At("er_id"));
        }
        if (gateway.VpcId is not null && known.VpcKnown == 0)
        {
            throw ErrorCatalogue.VpcNotFound.At(gateway.At("vpc_id"), sent.VpcId);
        }
        if (known.AccessVpcKnown == 0)
        {
            throw ErrorCatalogue.VpcNotFound.At(gateway.AccessVpcField, sent.AccessVpcId);
        }
        if (gateway.ConnectSubnet is not null && known.ConnectVpcId is null)
        {
            throw ErrorCatalogue.SubnetNotFound.At(gateway.At("connect_subnet"), sent.ConnectSubnet);
        }
        if (known.AccessSubnetVpcId is null)
        {
            throw ErrorCatalogue.SubnetNotFound.At(gateway.AccessSubnetField, sent.AccessSubnetId);
        }
    }

    /// <summary>Checks that the subnets belong to the VPCs.</summary>
    /// <exception cref="DomainException"><c>VPN.0503</c></exception>
    public static void CheckSubnets(GatewayRequest gateway, GatewaySnapshot known)
    {
        var sent = gateway.Sent;
        if (gateway.ConnectSubnet is not null && known.ConnectVpcId != gateway.VpcId)
        {
            throw ErrorCatalogue.SubnetNotInVpc.At(gateway.At("connect_subnet"), sent.ConnectSubnet, sent.VpcId);
        }
        if (known.AccessSubnetVpcId != gateway.AccessVpcId)
        {
            throw ErrorCatalogue.SubnetNotInVpc.At(gateway.AccessSubnetField, sent.AccessSubnetId, sent.AccessVpcId);
        }
    }

    /// <summary>Checks that the subnets have addresses to spare (contract: <c>connect_subnet</c>, <c>access_subnet_id</c>).</summary>
    /// <exception cref="DomainException"><c>VPN.0502</c></exception>
    public static void CheckFreeAddresses(GatewayRequest gateway, GatewaySnapshot known)
    {
        if (gateway.ConnectSubnet is not null && known.ConnectFree < gateway.ConnectAddresses)
        {
            throw ErrorCatalogue.SubnetFull.At(gateway.At("connect_subnet"), gateway.Sent.ConnectSubnet);
        }
        if (known.AccessFree < 2)
        {
            throw ErrorCatalogue.SubnetFull.At(gateway.AccessSubnetField, gateway.Sent.AccessSubnetId);
        }
    }
}
