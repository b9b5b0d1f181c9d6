using System.Text.RegularExpressions;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Addresses;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>The rules that a field of a connection can break by itself (contract: the schemas of both creations and of the update).</summary>
internal static partial class ConnectionFieldRules
{
    private const int MaxRules = 5;
    private const int MaxDestinations = 50;
    private const int LongestId = 255;

    // Blocks that the network itself uses; 100.64.0.0/12 lies in the first.
    private static readonly AddressBlock[] Reserved = [AddressBlock.Parse("100.64.0.0/10"), AddressBlock.Parse("214.0.0.0/8")];

    private static readonly string[] Hashes = ["sha2-512", "sha2-384", "sha2-256", "sha1", "md5", "sm3"];
    private static readonly string[] Ciphers = ["aes-256-gcm-16", "aes-128-gcm-16", "aes-256", "aes-192", "aes-128", "3des", "sm4"];
    private static readonly string[] Groups = ["group1", "group2", "group5", "group14", "group15", "group16", "group19", "group20", "group21"];

    public static void VgwIp(this Violations violations, string field, string? value)
    {
        if (value is not null && !Wire.IsUuid(value) && !AddressText.IsIpv4(value))
        {
            violations.Add(field, "must be the id of an EIP or an IPv4 address of the gateway");
        }
    }

    public static void TunnelAddress(this Violations violations, string field, string? value)
    {
        if (value is not null && !TunnelAddresses.IsTunnelAddress(value))
        {
            violations.Add(field, "must be a host address of a /30 in 169.254.0.0/16 and not in 169.254.195.0/24, such as 169.254.76.1/30");
        }
    }

    // The message never shows the key.
    public static void Psk(this Violations violations, string field, string? value)
    {
        if (value is not null && (value.Length is < 8 or > 128 || !PskCharacters().IsMatch(value) || Classes(value) < 3))
        {
            violations.Add(field, "must be 8 to 128 characters of at least three of: upper-case letters, lower-case letters, digits and ~ ! @ # $ % ^ * ( ) - _ + = { } , . / : ;");
        }
    }

    public static void PeerSubnets(this Violations violations, string field, IReadOnlyList<string> values)
    {
        violations.Ipv4Blocks(field, values);
        foreach (var (index, value) in values.Index())
        {
            if (AddressText.IsIpv4Block(value) && AddressBlock.Parse(value) is var block && Reserved.Any(reserved => reserved.Overlaps(block)))
            {
                violations.Add($"{field}[{index}]", "must not overlap the reserved blocks 100.64.0.0/10 and 214.0.0.0/8");
            }
        }
    }

    public static void PolicyRules(this Violations violations, string field, IReadOnlyList<PolicyRule> rules)
    {
        if (rules.Count > MaxRules)
        {
            violations.Add(field, $"must have at most {MaxRules} elements");
        }
        var indexes = new HashSet<long>();
        foreach (var (index, rule) in rules.Index())
        {
            var at = $"{field}[{index}]";
            violations.Between($"{at}.rule_index", rule.HasRuleIndex ? rule.RuleIndex : null, 0, 50);
            if (rule.HasRuleIndex && !indexes.Add(rule.RuleIndex))
            {
                violations.Add($"{at}.rule_index", "is given twice");
            }
            if (!rule.HasSource || !IsBlock(rule.Source))
            {
                violations.Add($"{at}.source", "is required and must be an address block");
            }
            if (rule.Destination.Count is 0 or > MaxDestinations)
            {
                violations.Add($"{at}.destination", $"is required and must have 1 to {MaxDestinations} elements");
            }
            foreach (var (place, _) in rule.Destination.Index().Where(destination => !IsBlock(destination.Item)))
            {
                violations.Add($"{at}.destination[{place}]", "must be an address block");
            }
        }
    }

    /// <param name="violations">Takes what is found.</param>
    /// <param name="field">JSON path of the policy.</param>
    /// <param name="policy">The policy; null when it was not sent.</param>
    /// <param name="peerIdTypes">Values of <c>peer_id_type</c> that may be sent.</param>
    public static void Ike(this Violations violations, string field, IkePolicy? policy, params string[] peerIdTypes)
    {
        if (policy is null)
        {
            return;
        }
        violations.OneOf($"{field}.ike_version", policy.HasIkeVersion ? policy.IkeVersion : null, "v1", "v2");
        violations.OneOf($"{field}.phase1_negotiation_mode", policy.HasPhase1NegotiationMode ? policy.Phase1NegotiationMode : null, "main", "aggressive");
        violations.OneOf($"{field}.authentication_algorithm", policy.HasAuthenticationAlgorithm ? policy.AuthenticationAlgorithm : null, Hashes);
        violations.OneOf($"{field}.encryption_algorithm", policy.HasEncryptionAlgorithm ? policy.EncryptionAlgorithm : null, Ciphers);
        violations.OneOf($"{field}.dh_group", policy.HasDhGroup ? policy.DhGroup : null, Groups);
        violations.OneOf($"{field}.authentication_method", policy.HasAuthenticationMethod ? policy.AuthenticationMethod : null, "pre-share", "digital-envelope-v2");
        violations.Between($"{field}.lifetime_seconds", policy.HasLifetimeSeconds ? policy.LifetimeSeconds : null, 60, 604800);
        violations.OneOf($"{field}.local_id_type", policy.HasLocalIdType ? policy.LocalIdType : null, "ip", "fqdn");
        violations.Identity($"{field}.local_id", policy.HasLocalId ? policy.LocalId : null);
        violations.OneOf($"{field}.peer_id_type", policy.HasPeerIdType ? policy.PeerIdType : null, peerIdTypes);
        violations.Identity($"{field}.peer_id", policy.HasPeerId ? policy.PeerId : null);
        if (policy.Dpd is { } dpd)
        {
            violations.Between($"{field}.dpd.timeout", dpd.HasTimeout ? dpd.Timeout : null, 2, 60);
            violations.Between($"{field}.dpd.interval", dpd.HasInterval ? dpd.Interval : null, 10, 3600);
            violations.OneOf($"{field}.dpd.msg", dpd.HasMsg ? dpd.Msg : null, "seq-hash-notify", "seq-notify-hash");
        }
    }

    public static void Ipsec(this Violations violations, string field, IpsecPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }
        violations.OneOf($"{field}.authentication_algorithm", policy.HasAuthenticationAlgorithm ? policy.AuthenticationAlgorithm : null, Hashes);
        violations.OneOf($"{field}.encryption_algorithm", policy.HasEncryptionAlgorithm ? policy.EncryptionAlgorithm : null, Ciphers);
        violations.OneOf($"{field}.pfs", policy.HasPfs ? policy.Pfs : null, [.. Groups, "disable"]);
        violations.OneOf($"{field}.transform_protocol", policy.HasTransformProtocol ? policy.TransformProtocol : null, "esp");
        violations.Between($"{field}.lifetime_seconds", policy.HasLifetimeSeconds ? policy.LifetimeSeconds : null, 30, 604800);
        violations.OneOf($"{field}.encapsulation_mode", policy.HasEncapsulationMode ? policy.EncapsulationMode : null, "tunnel");
    }

    private static void Identity(this Violations violations, string field, string? value)
    {
        if (value is not null && (value.Length is 0 or > LongestId || !IdentityCharacters().IsMatch(value)))
        {
            violations.Add(field, $"must be 1 to {LongestId} characters other than blank and & < > [ ] \\ ?");
        }
    }

    private static bool IsBlock(string text) => AddressText.IsIpv4Block(text) || AddressText.IsIpv6Block(text);

    private static int Classes(string psk) =>
        (psk.Any(char.IsAsciiLetterUpper) ? 1 : 0) + (psk.Any(char.IsAsciiLetterLower) ? 1 : 0) + (psk.Any(char.IsAsciiDigit) ? 1 : 0)
        + (psk.Any(character => !char.IsAsciiLetterOrDigit(character)) ? 1 : 0);

    [GeneratedRegex(@"\A[A-Za-z0-9~!@#$%^*()_+={ },./:;-]+\z")]
    private static partial Regex PskCharacters();

    // No control characters either: they are neither letters, digits nor special characters.
    [GeneratedRegex(@"\A[^&<>\[\]\\ ?\p{C}]+\z")]
    private static partial Regex IdentityCharacters();
}
