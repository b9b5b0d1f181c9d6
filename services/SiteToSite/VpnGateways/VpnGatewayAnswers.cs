using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>A gateway as each operation answers it: which fields there are in which status and for which kind of gateway.</summary>
internal static class VpnGatewayAnswers
{
    /// <summary>The answer of CreateVgw (contract: CreateResponseVpnGateway).</summary>
    public static VpnGateway Created(VpnGatewayRow gateway)
    {
        var answer = new VpnGateway
        {
            Id = gateway.Id,
            Name = gateway.Name,
            NetworkType = gateway.NetworkType,
            AttachmentType = gateway.AttachmentType,
            IpVersion = gateway.IpVersion,
            BgpAsn = gateway.BgpAsn,
            Flavor = gateway.Flavor,
            ConnectionNumber = gateway.ConnectionNumber,
            UsedConnectionNumber = gateway.UsedConnectionNumber,
            UsedConnectionGroup = gateway.UsedConnectionGroup,
            EnterpriseProjectId = gateway.EnterpriseProjectId,
            AccessVpcId = gateway.AccessVpcId,
            AccessSubnetId = gateway.AccessSubnetId,
            HaMode = gateway.HaMode,
            PolicyTemplate = gateway.Policies(),
            Tags = { gateway.ResourceTags() },
        };
        if (gateway.CertificateId is { } certificateId)
        {
            answer.CertificateId = certificateId;
        }
        SetAttachment(answer, gateway);
        return answer;
    }

    /// <summary>The answer of UpdateVgw (contract: UpdateResponseVpnGateway).</summary>
    public static VpnGateway Updated(VpnGatewayRow gateway)
    {
        var answer = Created(gateway);
        // Whoever changes a gateway finds it ACTIVE, so its zones are known.
        answer.AvailabilityZoneIds.Add(gateway.ZoneNames());
        SetBuilt(answer, gateway);
        return answer;
    }

    /// <summary>The answer of UpdatePostpaidVgwSpecification, the only one that shows <c>vpc_id</c> with <c>er</c> too.</summary>
    public static VpnGateway Respecified(VpnGatewayRow gateway)
    {
        var answer = Updated(gateway);
        answer.VpcId = gateway.VpcId ?? gateway.AccessVpcId;
        return answer;
    }

    /// <summary>A gateway as ShowVgw and ListVgws answer it (contract: ResponseVpnGateway).</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="zones">What the zones offer, as far as it is known.</param>
    /// <param name="offers">Which versions of the software the agents of its end points offer.</param>
    public static VpnGateway Shown(VpnGatewayRow gateway, IReadOnlyList<Zone> zones, IEnumerable<string?> offers)
    {
        var answer = Created(gateway);
        answer.Status = gateway.Status();
        answer.SupportedFlavors.Add(SupportedFlavors.Of(gateway, zones));
        if (gateway.ErAttachmentId is { } erAttachmentId)
        {
            answer.ErAttachmentId = erAttachmentId;
        }
        if (gateway.ZonesNamed == 1 || answer.Status == VpnGatewayStatus.Active)
        {
            answer.AvailabilityZoneIds.Add(gateway.ZoneNames());
            answer.PublicBorderGroup = gateway.PublicBorderGroup;
        }
        if (answer.Status == VpnGatewayStatus.PendingCreate)
        {
            return answer;
        }
        SetBuilt(answer, gateway);
        if (gateway.UpgradeStatus is null && OfferedVersions.NewerThan(gateway.Version, offers) is { } newer)
        {
            answer.UpgradeInfo = newer;
        }
        if (gateway.AppliedAt is { } appliedAt)
        {
            answer.AppliedAt = appliedAt.ToWireTime();
        }
        return answer;
    }

    private static void SetAttachment(VpnGateway answer, VpnGatewayRow gateway)
    {
        if (gateway.ErId is { } erId)
        {
            answer.ErId = erId;
            return;
        }
        answer.VpcId = gateway.VpcId;
        answer.ConnectSubnet = gateway.ConnectSubnet;
        (gateway.IpVersion == "ipv6" ? answer.LocalSubnetsV6 : answer.LocalSubnets).Add(gateway.Subnets());
    }

    private static void SetBuilt(VpnGateway answer, VpnGatewayRow gateway)
    {
        answer.Eip1 = ToAnswer(gateway.Eip1.ToEip());
        answer.Eip2 = ToAnswer(gateway.Eip2.ToEip());
        answer.CreatedAt = gateway.CreatedAt.ToWireTime();
        answer.UpdatedAt = gateway.UpdatedAt.ToWireTime();
        if (gateway.AccessPrivateIp1 is { } first)
        {
            answer.AccessPrivateIp1 = first;
        }
        if (gateway.AccessPrivateIp2 is { } second)
        {
            answer.AccessPrivateIp2 = second;
        }
    }

    private static Eip? ToAnswer(BoundEip? eip)
    {
        if (eip is null)
        {
            return null;
        }
        var answer = new Eip
        {
            Id = eip.Id,
            IpVersion = 4,
            Type = eip.Type,
            IpAddress = eip.IpAddress,
            ChargeMode = eip.ChargeMode,
            BandwidthId = eip.BandwidthId,
            BandwidthSize = eip.BandwidthSize,
            BandwidthName = eip.BandwidthName,
            ShareType = eip.ShareType,
        };
        if (eip.HasIpBillingInfo)
        {
            answer.IpBillingInfo = eip.IpBillingInfo;
        }
        if (eip.HasBandwidthBillingInfo)
        {
            answer.BandwidthBillingInfo = eip.BandwidthBillingInfo;
        }
        return answer;
    }
}
