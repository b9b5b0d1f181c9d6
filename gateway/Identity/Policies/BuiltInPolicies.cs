namespace VpnMesh.Identity.Policies;

/// <summary>The roles and policies that every account has (auth.md, section 7), by their display names.</summary>
internal static class BuiltInPolicies
{
    /// <summary>Id of permissions that are none in particular, in <c>token.roles[].id</c>.</summary>
    public const string Id = "0";

    /// <summary>What <c>token.roles</c> shows for the owner of an account, who needs no grant.</summary>
    public const string OwnerRole = "vpn_fullaccess";

    private const string ReadOnlyAccess =
        """{"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["vpn:*:get*", "vpn:*:list*", "vpn:resourceInstances:count"]}]}""";

    private const string FullAccess =
        """
        {"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["vpn:*:*"]},
          {"Effect": "Allow", "Action": ["vpc:vpcs:get", "vpc:vpcs:list", "vpc:subnets:get", "vpc:subnets:list", "vpc:subnets:create", "vpc:subnets:delete",
            "vpc:subNetworkInterfaces:update", "vpc:publicIps:*", "vpc:ports:get", "vpc:ports:create", "vpc:ports:delete", "vpc:quotas:list",
            "vpc:bandwidths:get", "vpc:bandwidths:list", "vpc:routeTables:get", "vpc:routeTables:update", "er:instances:get", "er:instances:list",
            "ces:metricData:list", "ces:currentRegionSupportedMetrics:list", "lts:logGroup:listLogGroup", "lts:logStream:listLogStream"]}]}
        """;

    private const string Administrator =
        """
        {"Version": "1.0", "Statement": [{"Effect": "Allow", "Action": ["vpn:*:*"]}],
         "Depends": [{"catalog": "BASE", "display_name": "Tenant Guest"}, {"catalog": "VPC", "display_name": "VPC Administrator"}]}
        """;

    // The two roles that VPN Administrator depends on give no VPN action themselves.
    private const string TenantGuest =
        """
        {"Version": "1.0", "Statement": [{"Effect": "Allow", "Action": ["vpc:*:get*", "vpc:*:list*", "er:*:get*", "er:*:list*",
          "ces:*:get*", "ces:*:list*", "lts:*:get*", "lts:*:list*"]}]}
        """;

    private const string VpcAdministrator = """{"Version": "1.0", "Statement": [{"Effect": "Allow", "Action": ["vpc:*:*"]}]}""";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<BuiltInPolicy> All =
    [
        new("VPN ReadOnlyAccess", "vpn_readonly", ReadOnlyAccess),
        new("VPN FullAccess", OwnerRole, FullAccess),
        new("VPN Administrator", "vpn_adm", Administrator),
        new("Tenant Guest", "readonly", TenantGuest),
        new("VPC Administrator", "vpc_adm", VpcAdministrator),
    ];

    private static readonly Lazy<Dictionary<string, Policy>> Policies = new(() => All.ToDictionary(
        policy => policy.DisplayName, policy => PolicyDocument.ReadBuiltIn(Id, policy.RoleName, policy.Document), StringComparer.Ordinal));

    /// <summary>The policy of a display name, or null.</summary>
    public static Policy? Find(string displayName) => Policies.Value.GetValueOrDefault(displayName);
}

/// <summary>A role or policy that is part of the program.</summary>
/// <param name="DisplayName">What grants name it by.</param>
/// <param name="RoleName">Name in <c>token.roles[].name</c>.</param>
/// <param name="Document">The JSON document.</param>
internal sealed record BuiltInPolicy(string DisplayName, string RoleName, string Document);
