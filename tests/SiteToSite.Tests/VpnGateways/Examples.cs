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

    /// <summary>A public gateway with existing EIPs.</summary>
    public static NewVpnGateway With(string? eip1 = null, string? eip2 = null)
    {
        var gateway = Public();
        gateway.Eip1 = eip1 is null ? gateway.Eip1 : new NewEip { Id = eip1 };
        gateway.Eip2 = eip2 is null ? gateway.Eip2 : new NewEip { Id = eip2 };
        return gateway;
    }

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

    /// <summary>What a gateway of a NonFixedIP flavour offers at first.</summary>
    public static PolicyTemplate FirstPolicies() => new()
    {
        IkePolicy = new()
        {
            EncryptionAlgorithm = "aes-128",
            DhGroup = "group20",
            AuthenticationAlgorithm = "sha2-256",
            LifetimeSeconds = 86400,
        },
        IpsecPolicy = new()
        {
            AuthenticationAlgorithm = "sha2-256",
            EncryptionAlgorithm = "aes-128",
            Pfs = "group20",
            LifetimeSeconds = 3600,
        },
    };
}
