using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>In which status which write is refused, and how (contract: the lifecycle of the operations).</summary>
internal static class VpnGatewayReadiness
{
    /// <summary>Refuses a change of a gateway that is not ACTIVE.</summary>
    /// <exception cref="DomainException"><c>VPN.0003</c> not ready, <c>VPN.0510</c></exception>
    public static void RequireActive(this VpnGatewayRow gateway)
    {
        var status = gateway.Status();
        if (status is VpnGatewayStatus.Fault or VpnGatewayStatus.Freezed)
        {
            throw ErrorCatalogue.GatewayAbnormal.With();
        }
        if (status != VpnGatewayStatus.Active)
        {
            throw ErrorCatalogue.GatewayNotReady.With(gateway.Id, InWords(status));
        }
    }

    /// <summary>Refuses new connections and certificates of a gateway that is neither ACTIVE nor PENDING_UPDATE: in the latter they are queued.</summary>
    /// <exception cref="DomainException"><c>VPN.0003</c> not ready, <c>VPN.0510</c></exception>
    public static void RequireOpen(this VpnGatewayRow gateway)
    {
        if (gateway.Status() != VpnGatewayStatus.PendingUpdate)
        {
            gateway.RequireActive();
        }
    }

    /// <summary>Refuses the deletion of a gateway that is neither ACTIVE nor FAULT.</summary>
    /// <exception cref="DomainException"><c>VPN.0003</c> not ready, <c>VPN.0510</c></exception>
    public static void RequireDeletable(this VpnGatewayRow gateway)
    {
        if (gateway.Status() != VpnGatewayStatus.Fault)
        {
            gateway.RequireActive();
        }
    }

    private static string InWords(string status) => status switch
    {
        VpnGatewayStatus.PendingCreate => "CREATING",
        VpnGatewayStatus.PendingUpdate => "UPDATING",
        VpnGatewayStatus.PendingDelete => "DELETING",
        _ => status,
    };
}
