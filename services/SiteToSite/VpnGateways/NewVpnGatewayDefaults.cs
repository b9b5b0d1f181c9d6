using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>What the fields mean that a request to create a gateway leaves out (contract: CreateVgwRequestBodyContent).</summary>
internal static class NewVpnGatewayDefaults
{
    public const long BgpAsn = 64512;

    public static string Network(this NewVpnGateway gateway) => gateway.HasNetworkType ? gateway.NetworkType : "public";

    public static string Attachment(this NewVpnGateway gateway) => gateway.HasAttachmentType ? gateway.AttachmentType : "vpc";

    public static string Ip(this NewVpnGateway gateway) => gateway.HasIpVersion ? gateway.IpVersion : "ipv4";

    public static string Ha(this NewVpnGateway gateway) => gateway.HasHaMode ? gateway.HaMode : "active-active";

    public static string FlavorName(this NewVpnGateway gateway) => gateway.HasFlavor ? gateway.Flavor : Flavors.Default;

    public static string EnterpriseProject(this NewVpnGateway? gateway) => gateway is { HasEnterpriseProjectId: true } ? gateway.EnterpriseProjectId : "0";

    /// <summary>The <c>vpc_id</c> of a request, or null: with <c>er</c> one beside <c>access_vpc_id</c> counts for nothing, not even its form.</summary>
    public static string? CountedVpc(this NewVpnGateway gateway) =>
        gateway.HasVpcId && !(gateway.Attachment() == "er" && gateway.HasAccessVpcId) ? gateway.VpcId : null;

    /// <summary>As <see cref="CountedVpc"/>: the <c>connect_subnet</c>, which loses against <c>access_subnet_id</c>.</summary>
    public static string? CountedConnectSubnet(this NewVpnGateway gateway) =>
        gateway.HasConnectSubnet && !(gateway.Attachment() == "er" && gateway.HasAccessSubnetId) ? gateway.ConnectSubnet : null;

    public static string AccessVpc(this NewVpnGateway gateway) => gateway.HasAccessVpcId ? gateway.AccessVpcId : gateway.VpcId;

    public static string AccessSubnet(this NewVpnGateway gateway) => gateway.HasAccessSubnetId ? gateway.AccessSubnetId : gateway.ConnectSubnet;

    /// <summary>What gateways of a NonFixedIP flavour offer at first; UpdateVgw changes it.</summary>
    public static PolicyTemplate PolicyTemplate() => new()
    {
        IkePolicy = new VgwIkePolicy
        {
            EncryptionAlgorithm = "aes-128",
            DhGroup = "group20",
            AuthenticationAlgorithm = "sha2-256",
            LifetimeSeconds = 86400,
        },
        IpsecPolicy = new VgwIpsecPolicy
        {
            AuthenticationAlgorithm = "sha2-256",
            EncryptionAlgorithm = "aes-128",
            Pfs = "group20",
            LifetimeSeconds = 3600,
        },
    };
}
