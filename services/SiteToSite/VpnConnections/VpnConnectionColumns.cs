using System.Text.Json;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>The JSON columns of <c>vpn_connection</c>: lists of strings, and groups in the JSON form of their messages.</summary>
internal static class VpnConnectionColumns
{
    public static string? ToColumn(this IReadOnlyCollection<PolicyRule> rules) =>
        rules.Count == 0 ? null : new PolicyRuleList { Items = { rules } }.ToColumn();

    /// <summary>A list of blocks, or null when there are none: the kind of gateway or the style forbids them then.</summary>
    public static string? ToBlocks(this IReadOnlyCollection<string> blocks) => blocks.Count == 0 ? null : JsonSerializer.Serialize(blocks);

    public static IReadOnlyList<PolicyRule> ToRules(this string? column) =>
        column is null ? [] : PolicyRuleList.Parser.ParseJson(column).Items;

    public static IkePolicy Ike(this VpnConnectionRow connection) => IkePolicy.Parser.ParseJson(connection.Ikepolicy);

    public static IpsecPolicy Ipsec(this VpnConnectionRow connection) => IpsecPolicy.Parser.ParseJson(connection.Ipsecpolicy);

    public static ObservedBgpPeer? ObservedPeer(this VpnConnectionRow connection) =>
        connection.BgpPeer is { } column ? ObservedBgpPeer.Parser.ParseJson(column) : null;
}
