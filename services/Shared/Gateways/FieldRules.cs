using System.Text.RegularExpressions;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Shared.Api.Addresses;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Api.Tags;

namespace VpnMesh.Shared.Gateways;

/// <summary>
/// The rules that a field can break by itself. A field that was not sent breaks none. Lengths count UTF-16 units, which are the
/// characters of every alphabet that the contract allows.
/// </summary>
internal static partial class FieldRules
{
    private const int MaxSubnets = 50;

    public static void Name(this Violations violations, string field, string? value, int least = 1, int greatest = 64)
    {
        if (value is not null && (value.Length < least || value.Length > greatest || !NameCharacters().IsMatch(value)))
        {
            violations.Add(field, $"must be {least} to {greatest} digits, letters, CJK characters U+4E00 to U+9FA5, underscores, hyphens or periods");
        }
    }

    /// <summary>The name of a point-to-cloud resource, which has no periods.</summary>
    public static void PlainName(this Violations violations, string field, string? value)
    {
        if (value is not null && !PlainNameCharacters().IsMatch(value))
        {
            violations.Add(field, "must be 1 to 64 digits, letters, CJK characters U+4E00 to U+9FA5, underscores or hyphens");
        }
    }

    public static void Uuid(this Violations violations, string field, string? value)
    {
        if (value is not null && !Wire.IsUuid(value))
        {
            violations.Add(field, "must be a UUID");
        }
    }

    public static void OneOf(this Violations violations, string field, string? value, params string[] values)
    {
        if (value is not null && !values.Contains(value))
        {
            violations.Add(field, $"must be one of {string.Join(", ", values)}");
        }
    }

    public static void Between(this Violations violations, string field, long? value, long least, long greatest)
    {
        if (value < least || value > greatest)
        {
            violations.Add(field, $"must be {least} to {greatest}");
        }
    }

    public static void Ipv4(this Violations violations, string field, string? value)
    {
        if (value is not null && !AddressText.IsIpv4(value))
        {
            violations.Add(field, "must be an IPv4 address");
        }
    }

    public static void Ipv4Host(this Violations violations, string field, string? value)
    {
        if (value is not null && !AddressText.IsIpv4Host(value))
        {
            violations.Add(field, "must be an IPv4 address that a host can have");
        }
    }

    public static void EnterpriseProject(this Violations violations, string field, string? value)
    {
        if (value is not null && !Wire.IsEnterpriseProjectId(value))
        {
            violations.Add(field, "must be 0 or a UUID in lower case");
        }
    }

    public static void Ipv4Blocks(this Violations violations, string field, IReadOnlyList<string> values) =>
        violations.Blocks(field, values, AddressText.IsIpv4Block, "must be an IPv4 block such as 192.168.52.0/24");

    public static void Ipv6Blocks(this Violations violations, string field, IReadOnlyList<string> values) =>
        violations.Blocks(field, values, AddressText.IsIpv6Block, "must be an IPv6 block such as 16af:cacc:1097::/48");

    public static void Required(this Violations violations, string field, bool given, string when)
    {
        if (!given)
        {
            violations.Add(field, $"is required when {when}");
        }
    }

    public static void Forbidden(this Violations violations, string field, bool given, string when)
    {
        if (given)
        {
            violations.Add(field, $"is not allowed when {when}");
        }
    }

    public static void Tags(this Violations violations, string field, IReadOnlyList<ResourceTag> tags)
    {
        if (tags.Count > TagText.MostTags)
        {
            violations.Add(field, $"must have at most {TagText.MostTags} elements");
        }
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, tag) in tags.Index())
        {
            if (!tag.HasKey || !TagText.IsKey(tag.Key))
            {
                violations.Add($"{field}[{index}].key", $"is required: 1 to {TagText.LongestKey} {TagText.Alphabet}");
            }
            if (!tag.HasValue || !TagText.IsValue(tag.Value))
            {
                violations.Add($"{field}[{index}].value", $"is required: at most {TagText.LongestValue} {TagText.Alphabet}");
            }
            if (tag.HasKey && !keys.Add(tag.Key))
            {
                violations.Add($"{field}[{index}].key", "is given twice");
            }
        }
    }

    private static void Blocks(this Violations violations, string field, IReadOnlyList<string> values, Func<string, bool> isBlock, string rule)
    {
        if (values.Count > MaxSubnets)
        {
            violations.Add(field, $"must have at most {MaxSubnets} elements");
        }
        foreach (var (index, value) in values.Index())
        {
            if (!isBlock(value))
            {
                violations.Add($"{field}[{index}]", rule);
            }
        }
    }

    [GeneratedRegex(@"\A[0-9A-Za-z_.\-\u4e00-\u9fa5]+\z")]
    private static partial Regex NameCharacters();

    [GeneratedRegex(@"\A[0-9A-Za-z_\-\u4e00-\u9fa5]{1,64}\z")]
    private static partial Regex PlainNameCharacters();
}
