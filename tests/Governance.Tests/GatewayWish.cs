using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Tests;

/// <summary>Requests for gateways, correct but for what a test changes.</summary>
internal static class GatewayWish
{
    public const string Vpc = "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c";
    public const string Subnet = "f5741286-4c1e-4a8d-8a86-2c82bd9ee114";

    public static string NewId() => Guid.CreateVersion7().ToString();

    public static EipWish NewEip(long size = 100) => new() { Type = "5_bgp", BandwidthSize = size };

    public static EipWish Eip(string id) => new() { Id = id };

    public static ReserveVpnGatewayRequest Public(Action<ReserveVpnGatewayRequest>? change = null)
    {
        var request = new ReserveVpnGatewayRequest
        {
            ResourceId = NewId(),
            Flavor = "Professional1",
            AttachmentType = "vpc",
            IpVersion = "ipv4",
            NetworkType = "public",
            VpcId = Vpc,
            ConnectSubnet = Subnet,
            AccessVpcId = Vpc,
            AccessSubnetId = Subnet,
            Eip1 = NewEip(),
            Eip2 = NewEip(),
            MaxBandwidthSize = 300,
        };
        change?.Invoke(request);
        return request;
    }

    public static ReserveP2cVpnGatewayRequest P2c(Action<ReserveP2cVpnGatewayRequest>? change = null)
    {
        var request = new ReserveP2cVpnGatewayRequest
        {
            ResourceId = NewId(),
            Flavor = "Professional1",
            VpcId = Vpc,
            ConnectSubnet = Subnet,
            Eip = NewEip(),
            MaxBandwidthSize = 300,
        };
        change?.Invoke(request);
        return request;
    }

    public static ReserveVpnGatewayRequest Private(Action<ReserveVpnGatewayRequest>? change = null) => Public(request =>
    {
        request.NetworkType = "private";
        request.Eip1 = request.Eip2 = null;
        change?.Invoke(request);
    });
}
