using VpnMesh.Shared.Api.Errors;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnGatewayJobs;

/// <summary>In which status of the gateway which action is refused, and how (contract: UpgradeVpnGateway).</summary>
internal static class UpgradeReadiness
{
    /// <summary>Refuses <c>start</c> unless the gateway is ACTIVE.</summary>
    /// <exception cref="DomainException"><c>VPN.0031</c>, <c>VPN.0003</c> not ready, <c>VPN.0510</c></exception>
    public static void RequireStartable(this VpnGatewayRow gateway)
    {
        if (gateway.Status() is VpnGatewayStatus.Upgrading or VpnGatewayStatus.PendingUpgradeConfirm or VpnGatewayStatus.RollingBack)
        {
            throw ErrorCatalogue.RepeatedOperation.With();
        }
        gateway.RequireActive();
    }

    /// <summary>Refuses <c>finish</c> unless the gateway waits for it.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0003</c> not ready, <c>VPN.0510</c></exception>
    public static void RequireFinishable(this VpnGatewayRow gateway)
    {
        switch (gateway.Status())
        {
            case VpnGatewayStatus.PendingUpgradeConfirm:
                return;
            case VpnGatewayStatus.Active:
                throw ErrorCatalogue.InvalidRequest.For("action", "action must be start: there is no upgrade to confirm or to take back");
            default:
                gateway.RequireActive();
                return;
        }
    }

    /// <summary>Refuses <c>rollback</c> unless the gateway waits for it.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0031</c>, <c>VPN.0003</c> not ready, <c>VPN.0510</c></exception>
    public static void RequireRollbackable(this VpnGatewayRow gateway)
    {
        if (gateway.Status() == VpnGatewayStatus.RollingBack)
        {
            throw ErrorCatalogue.RepeatedOperation.With();
        }
        gateway.RequireFinishable();
    }
}
