using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Governance.Inventory.Zones;
using VpnMesh.Governance.Quotas;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Reservations;

/// <summary>A gateway as its reservation sees it: ids in the form in which they are stored, and only what counts for its attachment type.</summary>
/// <remarks>
/// A point-to-cloud gateway is seen as a public one at a VPC whose interconnection subnet is its access subnet too, with one EIP.
/// </remarks>
internal sealed record GatewayRequest
{
    private GatewayRequest(string projectId, string type, ReserveVpnGatewayRequest sent)
    {
        Sent = sent;
        Type = type;
        ProjectId = projectId;
        Id = sent.ResourceId;
        IsEr = sent.AttachmentType == "er";
        ErId = IsEr && sent.HasErId ? sent.ErId.ToLowerInvariant() : null;
        VpcId = IsEr ? null : sent.VpcId.ToLowerInvariant();
        ConnectSubnet = IsEr ? null : sent.ConnectSubnet.ToLowerInvariant();
        AccessVpcId = sent.AccessVpcId.ToLowerInvariant();
        AccessSubnetId = sent.AccessSubnetId.ToLowerInvariant();
        Eips = EipPlaces();
        ZoneNeed = new ZoneNeed(At("availability_zone_ids"), IsOffered());
    }

    public ReserveVpnGatewayRequest Sent { get; }

    /// <summary>Type of the resource and of its quota, also the JSON name of the gateway in the caller's request.</summary>
    public string Type { get; }

    public bool IsP2c => Type == QuotaLimits.P2cVpnGateway;
    public string ProjectId { get; }
    public string Id { get; }
    public bool IsEr { get; }
    public bool IsPrivate => Sent.NetworkType == "private";
    public string? ErId { get; }
    public string? VpcId { get; }
    public string? ConnectSubnet { get; }
    public string AccessVpcId { get; }
    public string AccessSubnetId { get; }
    public IReadOnlyList<EipPlace> Eips { get; }
    public ZoneNeed ZoneNeed { get; }

    /// <summary>Addresses that the interconnection subnet must have to spare (contract: <c>connect_subnet</c>).</summary>
    public int ConnectAddresses => !IsP2c && ConnectSubnet == AccessSubnetId ? 4 : 2;

    /// <summary>Fields as the caller sent them: what stands for both is reported under the name of the first.</summary>
    public string AccessVpcField => Sent.HasVpcId && Sent.VpcId == Sent.AccessVpcId ? At("vpc_id") : At("access_vpc_id");

    public string AccessSubnetField =>
        Sent.HasConnectSubnet && Sent.ConnectSubnet == Sent.AccessSubnetId ? At("connect_subnet") : At("access_subnet_id");

    /// <summary>Reads what a part sends; parts send what has the right form.</summary>
    public static GatewayRequest Of(string projectId, ReserveVpnGatewayRequest sent)
    {
        if (sent.NetworkType != "private" && (sent.Eip1 is null || sent.Eip2 is null))
        {
            throw Refusals.Invalid(sent.Eip1 is null ? "vpn_gateway.eip1" : "vpn_gateway.eip2", "is required when network_type is public");
        }
        return new GatewayRequest(projectId, QuotaLimits.VpnGateway, sent);
    }

    /// <inheritdoc cref="Of(string, ReserveVpnGatewayRequest)" />
    public static GatewayRequest Of(string projectId, ReserveP2cVpnGatewayRequest sent)
    {
        var wanted = new ReserveVpnGatewayRequest
        {
            ResourceId = sent.ResourceId,
            Flavor = sent.Flavor,
            AttachmentType = "vpc",
            NetworkType = "public",
            VpcId = sent.VpcId,
            ConnectSubnet = sent.ConnectSubnet,
            AccessVpcId = sent.VpcId,
            AccessSubnetId = sent.ConnectSubnet,
            Zones = { sent.Zones },
            Eip1 = sent.Eip ?? throw Refusals.Invalid("p2c_vpn_gateway.eip", "must be given"),
            MaxBandwidthSize = sent.MaxBandwidthSize,
        };
        return new GatewayRequest(projectId, QuotaLimits.P2cVpnGateway, wanted);
    }

    /// <summary>JSON path of a field of the gateway.</summary>
    public string At(string field) => $"{Type}.{field}";

    private EipPlace[] EipPlaces()
    {
        if (IsPrivate)
        {
            return [];
        }
        return IsP2c
            ? [new EipPlace(At("eip"), ".id", 1, Sent.Eip1)]
            : [new EipPlace(At("eip1"), ".id", 1, Sent.Eip1), new EipPlace(At("eip2"), ".id", 2, Sent.Eip2)];
    }

    private Func<Zone, bool> IsOffered()
    {
        if (IsP2c)
        {
            return zone => zone.P2CFlavors.Contains(Sent.Flavor);
        }
        var spec = new ZoneSpec { Flavor = Sent.Flavor, AttachmentType = Sent.AttachmentType, IpVersion = Sent.IpVersion };
        return zone => zone.Specs.Contains(spec);
    }
}
