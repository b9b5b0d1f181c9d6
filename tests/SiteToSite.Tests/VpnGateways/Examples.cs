using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>Requests that are accepted, to be varied by the tests.</summary>
internal static class Examples
{
    public static string Id() => Guid.CreateVersion7().ToString();

    public static NewEip NewEip(long size = 100) => new() { Type = "5_bgp", BandwidthSize = size };

    public static NewVpnGateway Public() => new()
    {
        VpcId = Id(),
        ConnectSubnet = Id(),
        LocalSubnets = { "192.168.0.0/24", "192.168.1.77/24" },
        Eip1 = NewEip(),
        Eip2 = NewEip(),
    };

    public static NewVpnGateway Private() => new()
    {
        VpcId = Id(),
        ConnectSubnet = Id(),
        LocalSubnets = { "192.168.0.0/24" },
        NetworkType = "private",
    };

    public static NewVpnGateway Er() => new()
    {
        AttachmentType = "er",
        ErId = Id(),
        AccessVpcId = Id(),
        AccessSubnetId = Id(),
        Eip1 = NewEip(),
        Eip2 = NewEip(),
    };

    public static NewVpnGateway V6() => new()
    {
        VpcId = Id(),
        ConnectSubnet = Id(),
        IpVersion = "ipv6",
        LocalSubnetsV6 = { "16af:CACC:1097::1/48" },
        Eip1 = NewEip(),
        Eip2 = NewEip(),
    };

    public static NewVpnGateway NonFixedIp()
    {
        var gateway = Public();
        gateway.Flavor = "Professional1-NonFixedIP";
        return gateway;
    }
}
