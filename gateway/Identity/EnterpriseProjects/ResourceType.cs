namespace VpnMesh.Identity.EnterpriseProjects;

/// <summary>A type of resource that has an enterprise project of its own.</summary>
/// <param name="Name">As in requests and in the paths of the tag operations.</param>
/// <param name="ReadAction">Action that a caller needs to see such a resource.</param>
/// <param name="UpdateAction">Action that a caller needs to move one.</param>
internal sealed record ResourceType(string Name, string ReadAction, string UpdateAction)
{
    public static readonly ResourceType VpnGateway = new("vpn-gateway", "vpn:vpnGateways:get", "vpn:vpnGateways:update");

    /// <summary>No part has such gateways yet: none is ever found.</summary>
    public static readonly ResourceType P2cVpnGateway = new("p2c-vpn-gateways", "vpn:p2cVpnGateway:get", "vpn:p2cVpnGateway:update");

    public static ResourceType? Find(string name) => name switch
    {
        "vpn-gateway" => VpnGateway,
        "p2c-vpn-gateways" => P2cVpnGateway,
        _ => null,
    };
}
