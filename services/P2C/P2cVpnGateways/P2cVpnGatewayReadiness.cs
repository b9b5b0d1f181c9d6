using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>In which status which write is refused, and how (contract: the error lists of the operations).</summary>
internal static class P2cVpnGatewayReadiness
{
    // Frozen and not deletable.
    private const long NotDeletable = 2;

    /// <summary>Refuses a write on a gateway that is not ACTIVE.</summary>
    /// <exception cref="DomainException"><c>VPN.0506</c> to <c>VPN.0508</c>, <c>VPN.0510</c>, <c>VPN.0511</c></exception>
    public static void RequireActive(this P2cVpnGatewayRow gateway)
    {
        if (gateway.Fault() is { } fault)
        {
            throw fault.With();
        }
    }

    /// <summary>Refuses the deletion of a gateway that is neither ACTIVE, nor in FAULT, nor frozen in the way that allows it.</summary>
    /// <exception cref="DomainException"><c>VPN.0506</c>, <c>VPN.0507</c>, <c>VPN.0510</c>, <c>VPN.0511</c>, <c>VPN.1801</c></exception>
    public static void RequireDeletable(this P2cVpnGatewayRow gateway)
    {
        if (gateway.Status() is not (P2cVpnGatewayStatus.Fault or P2cVpnGatewayStatus.Frozen) || gateway.FrozenEffect == NotDeletable)
        {
            gateway.RequireActive();
        }
        gateway.RequireNoOrder();
    }

    /// <summary>Refuses to cut clients of a gateway that has none or cannot be told.</summary>
    /// <exception cref="DomainException"><c>VPN.0506</c>, <c>VPN.0508</c>, <c>VPN.0510</c></exception>
    public static void RequireServing(this P2cVpnGatewayRow gateway)
    {
        if (gateway.Status() is P2cVpnGatewayStatus.PendingCreate or P2cVpnGatewayStatus.PendingDelete or P2cVpnGatewayStatus.Fault or P2cVpnGatewayStatus.Frozen)
        {
            gateway.RequireActive();
        }
    }

    /// <summary>Refuses a write while an order about the gateway is being processed.</summary>
    /// <exception cref="DomainException"><c>VPN.1801</c></exception>
    public static void RequireNoOrder(this P2cVpnGatewayRow gateway)
    {
        if (gateway.OrderInProgress == 1)
        {
            throw ErrorCatalogue.OrderInProgress.With();
        }
    }

    private static ErrorCode? Fault(this P2cVpnGatewayRow gateway) => gateway.Status() switch
    {
        P2cVpnGatewayStatus.Active => null,
        P2cVpnGatewayStatus.PendingCreate => ErrorCatalogue.GatewayBeingCreated,
        P2cVpnGatewayStatus.PendingDelete => ErrorCatalogue.GatewayBeingDeleted,
        P2cVpnGatewayStatus.PendingUpgradeConfirm => ErrorCatalogue.P2cGatewayNotReady,
        P2cVpnGatewayStatus.Fault or P2cVpnGatewayStatus.Frozen => ErrorCatalogue.GatewayAbnormal,
        // Also while it is upgraded or rolled back.
        _ => ErrorCatalogue.GatewayBeingUpdated,
    };
}
