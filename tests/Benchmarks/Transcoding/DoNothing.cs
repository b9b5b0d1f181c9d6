using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.Benchmarks.Transcoding;

/// <summary>A service that answers every creation with the same gateway: what is measured is the way there and back.</summary>
internal sealed class DoNothing : VpnGateways.VpnGatewaysBase
{
    private static readonly CreateVgwResponse s_answer = new()
    {
        VpnGateway = new VpnGateway
        {
            Id = "620d99b8-4c1e-4a8d-8a86-200b868f2d7d",
            Name = "vpngw-3caf",
            NetworkType = "public",
            Status = "PENDING_CREATE",
            AttachmentType = "vpc",
            IpVersion = "ipv4",
            VpcId = "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
            LocalSubnets = { "192.168.0.0/24", "192.168.1.0/24" },
            ConnectSubnet = "f5741286-4c1e-4a8d-8a86-2c82bd9ee114",
            BgpAsn = 64512,
            Flavor = "Professional1",
            ConnectionNumber = 200,
            EnterpriseProjectId = "0",
            AccessVpcId = "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
            AccessSubnetId = "f5741286-4c1e-4a8d-8a86-2c82bd9ee114",
            HaMode = "active-active",
        },
    };

    public override Task<CreateVgwResponse> CreateVgw(CreateVgwRequest request, ServerCallContext context) => Task.FromResult(s_answer);
}
