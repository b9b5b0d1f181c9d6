using System.Text.RegularExpressions;

namespace VpnMesh.Contract.Tests.Reference;

/// <summary>Where the document may differ from the contract's data, and why.</summary>
internal static partial class Excused
{
    private const string Ipv4Block =
        @"^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])/(3[0-2]|[12]?[0-9])$";
    private const string Ipv6Block = "^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*/(12[0-8]|1[01][0-9]|[1-9]?[0-9])$";
    private const string EnterpriseProject = "^(0|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$";
    private const string Name = @"^[0-9A-Za-z_.\-\u4e00-\u9fa5]+$";
    private const string PlainName = @"^[0-9A-Za-z_\-\u4e00-\u9fa5]+$";

    /// <summary>Paths of operations that the contract does not have: the project's own.</summary>
    public const string OwnOperations = "/vpnmesh/";

    /// <summary>Fields that the contract has and the system never takes or shows.</summary>
    public static IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>
    {
        ["ListVpnConnections answer vpn_connections[].eip_id"] = "an older name that may be left out",
        ["ListVpnConnections answer vpn_connections[].type"] = "an older name that may be left out",
        ["ShowVpnConnection answer vpn_connection.eip_id"] = "an older name that may be left out",
        ["ShowVpnConnection answer vpn_connection.type"] = "an older name that may be left out",
        ["UpdateVpnConnection request vpn_connection.ikepolicy.pfs"] = "ignored when given, like everything unknown",
        ["ListVpnServersByVgw answer total_count"] = "may be left out",
        ["ListVpnServersByVgw answer page_info"] = "may be left out",
        ["ListVpnServersByVgw answer page_info.next_marker"] = "may be left out",
        ["ListVpnServersByVgw answer page_info.current_count"] = "may be left out",
        ["ListResourcesByTags answer resources[].resource_detail"] = "may be left out",
        ["KeystoneCreateUserTokenByPassword answer token.mfa_authn_at"] = "there is no second factor",
        ["KeystoneValidateToken answer token.mfa_authn_at"] = "there is no second factor",
    };

    // The contract spells some forms in several ways; the document has one for each.
    private static readonly Dictionary<string, string> s_spellings = new()
    {
        [@"^(\d{1,3}\.){3}\d{1,3}/(\d|[12]\d|3[0-2])$"] = Ipv4Block,
        [@"^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])/(3[0-2]|[12]?[0-9])$"] = Ipv4Block,
        [@"^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])/(?:3[0-2]|[12]?[0-9])$"] = Ipv4Block,
        [@"^[0-9A-Fa-f:.]+/(\d|[1-9]\d|1[01]\d|12[0-8])$"] = Ipv6Block,
        ["^(0|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$"] = EnterpriseProject,
        [@"^[0-9A-Za-z\u4e00-\u9fa5_.-]{1,64}$"] = Name,
        [@"^[0-9A-Za-z\u4e00-\u9fa5_.-]{0,64}$"] = Name.Replace('+', '*'),
        [@"^[0-9A-Za-z\u4e00-\u9fa5_-]{1,64}$"] = PlainName,
        [@"^[\u4e00-\u9fa5A-Za-z0-9_-]{1,64}$"] = PlainName,
        [@"^[\u4e00-\u9fa5A-Za-z0-9_-]{0,64}$"] = PlainName.Replace('+', '*'),
        // The format date-time says it.
        [@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?Z$"] = "",
    };

    // Rules that the document gives in other words: the same for creations, for updates and for answers, or without listing examples.
    private static readonly HashSet<string> s_otherWords =
    [
        "Returned when `attachment_type` is `vpc`.",
        "Forbidden when the value is v2 and the flavor of the gateway is GM.",
        "Forbidden when the value is sm3 and the flavor of the gateway is not GM, or the value is not sm3 and the flavor is GM.",
        "Forbidden when the value is sm4 and the flavor of the gateway is not GM, or the value is not sm4 and the flavor is GM.",
        "Defaults to a generated name; the examples show the form ca-cert-xxxx.",
        "Defaults to a generated name on ImportClientCa only; CheckClientCaCertificate generates none and then leaves name out of its answer.",
        "Forbidden when it is a weak password (`VPN.1314`); the manual does not list them, decided here: at least `Password1`, `P@ssw0rd`, "
            + "`Admin123`, `Abcd1234`, `1qaz2wsx` and `1qaz@WSX` are refused.",
    ];

    /// <summary>The rules of a field that its description must have word for word.</summary>
    public static IEnumerable<string> ToBeSaid(ContractField field) =>
        (field.Rules ?? []).Select(rule => Remark().Replace(rule, "")).Where(rule => !s_otherWords.Contains(rule));

    public static string OnOneLine(string text) => text.Replace('\n', ' ');

    public static string? AsDescribed(string? pattern) =>
        pattern is not null && s_spellings.TryGetValue(pattern, out var spelling) ? spelling.Length == 0 ? null : spelling : pattern;

    // Where the contract says in brackets why it says something.
    [GeneratedRegex(@"\s*\([^()]*\b(contract decision|manual|SDK|source|examples?)\b[^()]*\)")]
    private static partial Regex Remark();
}
