using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>What a request to change a gateway must be like, by itself and for the gateway it is about (contract: UpdateVgw).</summary>
internal static class VpnGatewayChangesRules
{
    private const string Root = "vpn_gateway";
    private static readonly string[] Encryptions = ["aes-256-gcm-16", "aes-128-gcm-16", "aes-256", "aes-192", "aes-128"];
    private static readonly string[] Hashes = ["sha2-512", "sha2-384", "sha2-256"];
    private static readonly string[] Groups = ["group14", "group15", "group16", "group19", "group20", "group21", "disable"];

    /// <summary>Refuses a malformed request, naming everything that is wrong with it.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>0553</c></exception>
    public static void Check(Violations violations, VpnGatewayChanges? changes)
    {
        if (changes is null)
        {
            violations.Add(Root, "is required");
            violations.ThrowIfAny();
            return;
        }
        violations.Name($"{Root}.name", changes.HasName ? changes.Name : null);
        CheckSubnets(violations, changes);
        violations.Uuid($"{Root}.eip_id_1", changes.HasEipId1 ? changes.EipId1 : null);
        violations.Uuid($"{Root}.eip_id_2", changes.HasEipId2 ? changes.EipId2 : null);
        if (changes.HasEipId1 && changes.HasEipId2 && changes.EipId1.Equals(changes.EipId2, StringComparison.OrdinalIgnoreCase))
        {
            violations.Add(ErrorCatalogue.EipBound, $"{Root}.eip_id_2", changes.EipId2);
        }
        CheckIke(violations, changes.PolicyTemplate?.IkePolicy);
        CheckIpsec(violations, changes.PolicyTemplate?.IpsecPolicy);
        violations.ThrowIfAny();
    }

    /// <summary>Refuses what the kind of the gateway forbids.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckKind(VpnGatewayRow gateway, VpnGatewayChanges changes)
    {
        var violations = new Violations();
        var (subnets, subnetsV6) = (changes.LocalSubnets is not null, changes.LocalSubnetsV6 is not null);
        violations.Forbidden($"{Root}.local_subnets", subnets && gateway.AttachmentType == "er", "attachment_type is er");
        violations.Forbidden($"{Root}.local_subnets_v6", subnetsV6 && gateway.AttachmentType == "er", "attachment_type is er");
        violations.Forbidden($"{Root}.local_subnets", subnets && gateway.IpVersion == "ipv6", "ip_version is ipv6");
        violations.Forbidden($"{Root}.local_subnets_v6", subnetsV6 && gateway.IpVersion == "ipv4", "ip_version is ipv4");
        violations.Forbidden($"{Root}.eip_id_1", changes.HasEipId1 && gateway.NetworkType == "private", "network_type is private");
        violations.Forbidden($"{Root}.eip_id_2", changes.HasEipId2 && gateway.NetworkType == "private", "network_type is private");
        violations.Forbidden(
            $"{Root}.policy_template",
            changes.PolicyTemplate is not null && !gateway.Flavor().NonFixedIp,
            "flavor is neither Professional1-NonFixedIP nor Professional2-NonFixedIP");
        violations.ThrowIfAny();
    }

    private static void CheckSubnets(Violations violations, VpnGatewayChanges changes)
    {
        if (changes.LocalSubnets is { } subnets)
        {
            CheckNotEmpty(violations, $"{Root}.local_subnets", subnets);
            violations.Ipv4Blocks($"{Root}.local_subnets", subnets.Items);
        }
        if (changes.LocalSubnetsV6 is { } subnetsV6)
        {
            CheckNotEmpty(violations, $"{Root}.local_subnets_v6", subnetsV6);
            violations.Ipv6Blocks($"{Root}.local_subnets_v6", subnetsV6.Items);
        }
    }

    private static void CheckNotEmpty(Violations violations, string field, StringList list)
    {
        if (list.Items.Count == 0)
        {
            violations.Add(field, "must have at least one element");
        }
    }

    private static void CheckIke(Violations violations, VgwIkePolicy? policy)
    {
        if (policy is null)
        {
            return;
        }
        const string field = $"{Root}.policy_template.ike_policy";
        violations.OneOf($"{field}.encryption_algorithm", policy.HasEncryptionAlgorithm ? policy.EncryptionAlgorithm : null, Encryptions);
        violations.OneOf($"{field}.dh_group", policy.HasDhGroup ? policy.DhGroup : null, Groups);
        violations.OneOf($"{field}.authentication_algorithm", policy.HasAuthenticationAlgorithm ? policy.AuthenticationAlgorithm : null, Hashes);
        violations.Between($"{field}.lifetime_seconds", policy.HasLifetimeSeconds ? policy.LifetimeSeconds : null, 60, 604800);
    }

    private static void CheckIpsec(Violations violations, VgwIpsecPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }
        const string field = $"{Root}.policy_template.ipsec_policy";
        violations.OneOf($"{field}.authentication_algorithm", policy.HasAuthenticationAlgorithm ? policy.AuthenticationAlgorithm : null, Hashes);
        violations.OneOf($"{field}.encryption_algorithm", policy.HasEncryptionAlgorithm ? policy.EncryptionAlgorithm : null, Encryptions);
        violations.OneOf($"{field}.pfs", policy.HasPfs ? policy.Pfs : null, Groups);
        violations.Between($"{field}.lifetime_seconds", policy.HasLifetimeSeconds ? policy.LifetimeSeconds : null, 30, 604800);
    }
}
