namespace VpnMesh.P2C.VpnServers;

/// <summary>What an update of a server changed.</summary>
internal static class VpnServerDifferences
{
    private static readonly (string Field, Func<VpnServerRow, string?> Value)[] Fields =
    [
        ("client_cidr", server => server.ClientCidr),
        ("local_subnets", server => server.LocalSubnets),
        ("client_auth_type", server => server.ClientAuthType),
        (VpnServerEvents.ServerCertificate, server => server.CertificateId),
        ("ssl_options", server => server.SslOptions),
        ("dns_servers", server => server.DnsServers),
        ("idp_name", server => server.IdpName),
    ];

    /// <summary>Names of the fields that differ, as in the REST contract.</summary>
    public static IEnumerable<string> Between(VpnServerRow before, VpnServerRow after) =>
        Fields.Where(field => field.Value(before) != field.Value(after)).Select(field => field.Field);
}
