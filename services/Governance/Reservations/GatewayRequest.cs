using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Reservations;

/// <summary>A gateway as its reservation sees it: ids in the form in which they are stored, and only what counts for its attachment type.</summary>
internal sealed record GatewayRequest
{
    private GatewayRequest(string projectId, ReserveVpnGatewayRequest sent)
    {
        Sent = sent;
        ProjectId = projectId;
        Id = sent.ResourceId;
        IsEr = sent.AttachmentType == "er";
        ErId = IsEr && sent.HasErId ? sent.ErId.ToLowerInvariant() : null;
        VpcId = IsEr ? null : sent.VpcId.ToLowerInvariant();
        ConnectSubnet = IsEr ? null : sent.ConnectSubnet.ToLowerInvariant();
        AccessVpcId = sent.AccessVpcId.ToLowerInvariant();
        AccessSubnetId = sent.AccessSubnetId.ToLowerInvariant();
        Eips = IsPrivate ? [] : [new EipPlace("vpn_gateway.eip1", ".id", 1, sent.Eip1), new EipPlace("vpn_gateway.eip2", ".id", 2, sent.Eip2)];
        Spec = new ZoneSpec { Flavor = sent.Flavor, AttachmentType = sent.AttachmentType, IpVersion = sent.IpVersion };
    }

    public ReserveVpnGatewayRequest Sent { get; }
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
    public ZoneSpec Spec { get; }

    /// <summary>Fields as the caller sent them: what stands for both is reported under the name of the first.</summary>
    public string AccessVpcField => Sent.HasVpcId && Sent.VpcId == Sent.AccessVpcId ? "vpn_gateway.vpc_id" : "vpn_gateway.access_vpc_id";

    public string AccessSubnetField =>
        Sent.HasConnectSubnet && Sent.ConnectSubnet == Sent.AccessSubnetId ? "vpn_gateway.connect_subnet" : "vpn_gateway.access_subnet_id";

    /// <summary>Reads what a part sends; parts send what has the right form.</summary>
    public static GatewayRequest Of(string projectId, ReserveVpnGatewayRequest sent)
    {
        if (sent.NetworkType != "private" && (sent.Eip1 is null || sent.Eip2 is null))
        {
            throw Refusals.Invalid(sent.Eip1 is null ? "vpn_gateway.eip1" : "vpn_gateway.eip2", "is required when network_type is public");
        }
        return new GatewayRequest(projectId, sent);
    }
}
