using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnServers;

/// <summary>Rules that the creation and the change of a server share.</summary>
internal static class VpnServerFieldRules
{
    public const string Server = "vpn_server";
    private const int MostDnsServers = 2;
    private const int LongestIdpName = 256;

    public static void DnsServers(this Violations violations, IReadOnlyList<string> values)
    {
        if (values.Count > MostDnsServers)
        {
            violations.Add($"{Server}.dns_servers", $"must have at most {MostDnsServers} elements");
        }
        foreach (var (index, value) in values.Index())
        {
            violations.Ipv4($"{Server}.dns_servers[{index}]", value);
        }
    }

    /// <summary>The name that a server with FEDERATED must have; its bounds are this service's own.</summary>
    public static void IdpName(this Violations violations, string? name)
    {
        if (name is not { Length: > 0 and <= LongestIdpName } || name.Any(char.IsControl))
        {
            violations.Add(
                $"{Server}.idp_name",
                $"is required when client_auth_type is {ClientAuthTypes.Federated}: 1 to {LongestIdpName} characters, no control characters");
        }
    }

    public static void SslOptions(this Violations violations, string? protocol, long? port, string? cipher)
    {
        violations.OneOf($"{Server}.ssl_options.protocol", protocol, ServerSslOptions.Protocol);
        if (port is not (null or ServerSslOptions.DefaultPort or ServerSslOptions.OtherPort))
        {
            violations.Add($"{Server}.ssl_options.port", $"must be {ServerSslOptions.DefaultPort} or {ServerSslOptions.OtherPort}");
        }
        violations.OneOf($"{Server}.ssl_options.encryption_algorithm", cipher, ServerSslOptions.LightCipher, ServerSslOptions.StrongCipher);
    }
}
