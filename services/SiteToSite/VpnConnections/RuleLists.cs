using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Addresses;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>Lists of policy rules.</summary>
internal static class RuleLists
{
    /// <summary>Every block is of the list's IP version, and no two rules have the same source, whatever its notation.</summary>
    public static void Check(Violations violations, string field, IReadOnlyList<PolicyRule> rules, bool isIpv6)
    {
        var sources = new HashSet<AddressBlock>();
        foreach (var (index, rule) in rules.Index())
        {
            var source = AddressBlock.Parse(rule.Source);
            if (source.IsIpv6 != isIpv6 || rule.Destination.Any(destination => AddressBlock.Parse(destination).IsIpv6 != isIpv6))
            {
                violations.Add($"{field}[{index}]", $"must have blocks of {(isIpv6 ? "IPv6" : "IPv4")} only");
            }
            if (!sources.Add(source))
            {
                violations.Add($"{field}[{index}].source", "is not allowed when another rule has the same source");
            }
        }
    }

    /// <summary>The rules as they are stored: those without a number get the next free one.</summary>
    public static PolicyRule[] Numbered(IReadOnlyList<PolicyRule> rules)
    {
        var taken = rules.Where(rule => rule.HasRuleIndex).Select(rule => rule.RuleIndex).ToHashSet();
        var next = 1L;
        return [.. rules.Select(rule =>
        {
            var numbered = rule.Clone();
            if (!numbered.HasRuleIndex)
            {
                while (!taken.Add(next))
                {
                    next++;
                }
                numbered.RuleIndex = next;
            }
            return numbered;
        })];
    }
}
