namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>A specification of gateways and its limits (contract: CreateVgw, table of flavours).</summary>
/// <param name="Name">As in <c>flavor</c>.</param>
/// <param name="Bandwidth">Forwarding bandwidth, which is also the largest <c>bandwidth_size</c> of each EIP, in Mbit/s.</param>
/// <param name="Connections">The <c>connection_number</c> of its gateways.</param>
/// <param name="OnlyPublicVpc">Whether its gateways must be <c>public</c> and attached to a <c>vpc</c>.</param>
/// <param name="Changeable">Whether it can be changed from and to with UpdatePostpaidVgwSpecification.</param>
/// <param name="NonFixedIp">Whether its gateways carry a <c>policy_template</c>.</param>
internal sealed record Flavor(
    string Name, long Bandwidth, long Connections = 200, bool OnlyPublicVpc = false, bool Changeable = false, bool NonFixedIp = false);

internal static class Flavors
{
    public const string Default = "Professional1";

    public static readonly IReadOnlyList<Flavor> All =
    [
        new("Basic", 100, OnlyPublicVpc: true, Changeable: true),
        new("Professional1", 300, Changeable: true),
        new("Professional2", 1000, Changeable: true),
        new("GM", 500),
        new("Professional1-NonFixedIP", 300, NonFixedIp: true),
        new("Professional2-NonFixedIP", 1000, NonFixedIp: true),
    ];

    public static readonly string[] Names = [.. All.Select(flavor => flavor.Name)];

    /// <summary>The flavour of this name, or null; names are told apart by case.</summary>
    public static Flavor? Find(string name) => All.FirstOrDefault(flavor => flavor.Name == name);

    /// <summary>The flavour of a gateway that exists.</summary>
    public static Flavor Flavor(this VpnGatewayRow gateway) => Find(gateway.Flavor)!;
}
