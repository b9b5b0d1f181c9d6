using Google.Protobuf.Collections;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>What a request to create a gateway must be like by itself (contract: CreateVgw, CreateVgwRequestBodyContent).</summary>
internal static class NewVpnGatewayRules
{
    private const string Root = "vpn_gateway";

    /// <summary>Refuses a malformed request, naming everything that is wrong with it.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>0515</c>, <c>0553</c>, <c>0556</c>, <c>0558</c>, <c>0559</c></exception>
    public static void Check(NewVpnGateway? gateway)
    {
        var violations = new Violations();
        if (gateway is null)
        {
            violations.Add(Root, "is required");
            violations.ThrowIfAny();
            return;
        }
        CheckValues(violations, gateway);
        CheckAttachment(violations, gateway);
        CheckAccess(violations, gateway);
        CheckFlavor(violations, gateway);
        CheckZones(violations, gateway.AvailabilityZoneIds);
        CheckNetwork(violations, gateway);
        violations.ThrowIfAny();
    }

    private static void CheckValues(Violations violations, NewVpnGateway gateway)
    {
        violations.Name($"{Root}.name", gateway.HasName ? gateway.Name : null);
        violations.OneOf($"{Root}.network_type", gateway.HasNetworkType ? gateway.NetworkType : null, "public", "private");
        violations.OneOf($"{Root}.attachment_type", gateway.HasAttachmentType ? gateway.AttachmentType : null, "vpc", "er");
        violations.OneOf($"{Root}.ip_version", gateway.HasIpVersion ? gateway.IpVersion : null, "ipv4", "ipv6");
        violations.OneOf($"{Root}.ha_mode", gateway.HasHaMode ? gateway.HaMode : null, "active-active", "active-standby");
        violations.Between($"{Root}.bgp_asn", gateway.HasBgpAsn ? gateway.BgpAsn : null, 1, uint.MaxValue);
        violations.EnterpriseProject($"{Root}.enterprise_project_id", gateway.HasEnterpriseProjectId ? gateway.EnterpriseProjectId : null);
        violations.Uuid($"{Root}.er_id", gateway.HasErId ? gateway.ErId : null);
        violations.Uuid($"{Root}.access_vpc_id", gateway.HasAccessVpcId ? gateway.AccessVpcId : null);
        violations.Uuid($"{Root}.access_subnet_id", gateway.HasAccessSubnetId ? gateway.AccessSubnetId : null);
        violations.Ipv4Blocks($"{Root}.local_subnets", gateway.LocalSubnets);
        violations.Ipv6Blocks($"{Root}.local_subnets_v6", gateway.LocalSubnetsV6);
        violations.Tags($"{Root}.tags", gateway.Tags);
    }

    private static void CheckAttachment(Violations violations, NewVpnGateway gateway)
    {
        if (gateway.Attachment() == "er")
        {
            const string whenEr = "attachment_type is er";
            violations.Required($"{Root}.er_id", gateway.HasErId, whenEr);
            violations.Forbidden($"{Root}.local_subnets", gateway.LocalSubnets.Count > 0, whenEr);
            violations.Forbidden($"{Root}.local_subnets_v6", gateway.LocalSubnetsV6.Count > 0, whenEr);
            return;
        }
        if (gateway.Attachment() != "vpc")
        {
            return;
        }
        const string whenVpc = "attachment_type is vpc";
        violations.Forbidden($"{Root}.er_id", gateway.HasErId, whenVpc);
        violations.Required($"{Root}.vpc_id", gateway.HasVpcId, whenVpc);
        violations.Required($"{Root}.connect_subnet", gateway.HasConnectSubnet, whenVpc);
        CheckIpVersion(violations, gateway);
    }

    private static void CheckIpVersion(Violations violations, NewVpnGateway gateway)
    {
        var (subnets, subnetsV6) = (gateway.LocalSubnets.Count > 0, gateway.LocalSubnetsV6.Count > 0);
        if (gateway.Ip() == "ipv4")
        {
            violations.Required($"{Root}.local_subnets", subnets, "ip_version is ipv4");
            violations.Forbidden($"{Root}.local_subnets_v6", subnetsV6, "ip_version is ipv4");
        }
        if (gateway.Ip() == "ipv6")
        {
            violations.Required($"{Root}.local_subnets_v6", subnetsV6, "ip_version is ipv6");
            violations.Forbidden($"{Root}.local_subnets", subnets, "ip_version is ipv6");
        }
    }

    private static void CheckAccess(Violations violations, NewVpnGateway gateway)
    {
        var vpcId = gateway.CountedVpc();
        violations.Uuid($"{Root}.vpc_id", vpcId);
        violations.Uuid($"{Root}.connect_subnet", gateway.CountedConnectSubnet());
        if (gateway.Attachment() == "er")
        {
            violations.Required($"{Root}.access_vpc_id", gateway.HasAccessVpcId || gateway.HasVpcId, "attachment_type is er and vpc_id is missing");
            violations.Required(
                $"{Root}.access_subnet_id", gateway.HasAccessSubnetId || gateway.HasConnectSubnet, "attachment_type is er and connect_subnet is missing");
        }
        if (gateway.HasAccessVpcId && vpcId is not null && !IsSame(gateway.AccessVpcId, vpcId))
        {
            violations.Required($"{Root}.access_subnet_id", gateway.HasAccessSubnetId, "access_vpc_id differs from vpc_id");
        }
    }

    private static void CheckFlavor(Violations violations, NewVpnGateway gateway)
    {
        violations.OneOf($"{Root}.flavor", gateway.HasFlavor ? gateway.Flavor : null, Flavors.Names);
        if (Flavors.Find(gateway.FlavorName()) is { OnlyPublicVpc: true } flavor)
        {
            violations.Forbidden($"{Root}.flavor", gateway.Network() == "private", $"it is {flavor.Name} and network_type is private");
            violations.Forbidden($"{Root}.flavor", gateway.Attachment() == "er", $"it is {flavor.Name} and attachment_type is er");
        }
    }

    private static void CheckZones(Violations violations, RepeatedField<string> zones)
    {
        if (zones.Count > 2)
        {
            violations.Add($"{Root}.availability_zone_ids", "must have 1 or 2 elements");
        }
        foreach (var (index, _) in zones.Index().Where(zone => zone.Item.Length == 0))
        {
            violations.Add($"{Root}.availability_zone_ids[{index}]", "must not be empty");
        }
        if (zones.Distinct(StringComparer.Ordinal).Count() < zones.Count)
        {
            violations.Add(ErrorCatalogue.DuplicateZones, $"{Root}.availability_zone_ids");
        }
    }

    private static void CheckNetwork(Violations violations, NewVpnGateway gateway)
    {
        violations.Ipv4Host($"{Root}.access_private_ip_1", gateway.HasAccessPrivateIp1 ? gateway.AccessPrivateIp1 : null);
        violations.Ipv4Host($"{Root}.access_private_ip_2", gateway.HasAccessPrivateIp2 ? gateway.AccessPrivateIp2 : null);
        if (gateway.Network() == "private")
        {
            violations.Forbidden($"{Root}.eip1", gateway.Eip1 is not null, "network_type is private");
            violations.Forbidden($"{Root}.eip2", gateway.Eip2 is not null, "network_type is private");
            CheckPrivateAddresses(violations, gateway);
            return;
        }
        if (gateway.Network() != "public")
        {
            return;
        }
        violations.Forbidden($"{Root}.access_private_ip_1", gateway.HasAccessPrivateIp1, "network_type is public");
        violations.Forbidden($"{Root}.access_private_ip_2", gateway.HasAccessPrivateIp2, "network_type is public");
        violations.Required($"{Root}.eip1", gateway.Eip1 is not null, "network_type is public");
        violations.Required($"{Root}.eip2", gateway.Eip2 is not null, "network_type is public");
        NewEipRules.Check(violations, $"{Root}.eip1", gateway.Eip1);
        NewEipRules.Check(violations, $"{Root}.eip2", gateway.Eip2);
        if (gateway is { Eip1.HasId: true, Eip2.HasId: true } && IsSame(gateway.Eip1.Id, gateway.Eip2.Id))
        {
            violations.Add(ErrorCatalogue.EipBound, $"{Root}.eip2.id", gateway.Eip2.Id);
        }
    }

    private static void CheckPrivateAddresses(Violations violations, NewVpnGateway gateway)
    {
        if (gateway.HasAccessPrivateIp1 != gateway.HasAccessPrivateIp2)
        {
            var (missing, given) = gateway.HasAccessPrivateIp1 ? (2, 1) : (1, 2);
            violations.Required($"{Root}.access_private_ip_{missing}", false, $"access_private_ip_{given} is given");
        }
        if (gateway.HasAccessPrivateIp1 && gateway.HasAccessPrivateIp2 && gateway.AccessPrivateIp1 == gateway.AccessPrivateIp2)
        {
            violations.Add($"{Root}.access_private_ip_2", "must differ from access_private_ip_1");
        }
    }

    private static bool IsSame(string id, string other) => id.Equals(other, StringComparison.OrdinalIgnoreCase);
}
