using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnConnectionsLogConfigs;

/// <summary>Which status of a gateway keeps its log configuration from being changed.</summary>
internal static class LogConfigReadiness
{
    /// <exception cref="DomainException"><c>VPN.0506</c>, <c>VPN.0508</c>, <c>VPN.0510</c></exception>
    public static void RequireSettable(this LogConfigGatewayRow gateway)
    {
        gateway.RequirePresent();
        // What becomes of end points that fail during an upgrade is for its job to judge.
        if (gateway.FrozenEffect != 0 || gateway is { Failed: 1, UpgradeStatus: null })
        {
            throw ErrorCatalogue.GatewayAbnormal.With();
        }
    }

    /// <summary>Refuses while the gateway is being created or deleted; one that has failed or is frozen passes.</summary>
    /// <exception cref="DomainException"><c>VPN.0506</c>, <c>VPN.0508</c></exception>
    public static void RequirePresent(this LogConfigGatewayRow gateway)
    {
        if (gateway.Deleting == 1)
        {
            throw ErrorCatalogue.GatewayBeingDeleted.With();
        }
        if (gateway is { ObservedGeneration: 0, Failed: 0, FrozenEffect: 0 })
        {
            throw ErrorCatalogue.GatewayBeingCreated.With();
        }
    }
}
