using VpnMesh.P2C.ClientCaCertificates;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnServers;

/// <summary>The rules for a new server that a request can break by itself (contract: CreateVpnServer).</summary>
internal static class NewVpnServerRules
{
    private const string Server = VpnServerFieldRules.Server;

    /// <exception cref="DomainException">
    /// <c>VPN.0001</c>, <c>VPN.1100</c>, <c>VPN.1101</c>, <c>VPN.1103</c> to <c>VPN.1107</c>, <c>VPN.1111</c>, <c>VPN.1118</c>, <c>VPN.1119</c>
    /// </exception>
    public static void Check(NewVpnServer? wanted)
    {
        var violations = new Violations();
        if (wanted is null)
        {
            violations.Add(Server, "is required");
            violations.ThrowIfAny();
            return;
        }
        CheckFields(violations, wanted);
        violations.ThrowIfAny();
        ServerBlocks.CheckClientCidr(wanted.ClientCidr);
        ServerBlocks.CheckLocalSubnets(wanted.LocalSubnets);
        ServerBlocks.CheckApart(wanted.ClientCidr, wanted.LocalSubnets);
        CheckCertificates(wanted);
    }

    public static string AuthType(this NewVpnServer wanted) => wanted.HasClientAuthType ? wanted.ClientAuthType : ClientAuthTypes.LocalPassword;

    /// <summary>Id of the certificate of the store that the server is to have; null when the service signs one for it.</summary>
    public static string? StoredCertificateId(this NewVpnServer wanted) =>
        wanted.ServerCertificate.Source == CertificateSources.ServiceSign ? null : wanted.ServerCertificate.Id;

    private static void CheckFields(Violations violations, NewVpnServer wanted)
    {
        violations.OneOf($"{Server}.tunnel_protocol", wanted.HasTunnelProtocol ? wanted.TunnelProtocol : null, VpnServerService.TunnelProtocol);
        if (!wanted.HasClientCidr)
        {
            violations.Add($"{Server}.client_cidr", "is required");
        }
        violations.OneOf($"{Server}.client_auth_type", wanted.HasClientAuthType ? wanted.ClientAuthType : null, ClientAuthTypes.All);
        violations.OneOf(
            $"{Server}.server_certificate.source",
            wanted.ServerCertificate?.HasSource == true ? wanted.ServerCertificate.Source : null,
            CertificateSources.Store,
            CertificateSources.ServiceSign);
        CheckClientCas(violations, wanted);
        var options = wanted.SslOptions;
        violations.SslOptions(
            options?.HasProtocol == true ? options.Protocol : null,
            options?.HasPort == true ? options.Port : null,
            options?.HasEncryptionAlgorithm == true ? options.EncryptionAlgorithm : null);
        violations.DnsServers(wanted.DnsServers);
        if (wanted.AuthType() == ClientAuthTypes.Federated)
        {
            violations.IdpName(wanted.HasIdpName ? wanted.IdpName : null);
        }
    }

    private static void CheckClientCas(Violations violations, NewVpnServer wanted)
    {
        var field = $"{Server}.client_ca_certificates";
        violations.Forbidden(
            field,
            wanted.ClientCaCertificates.Count > 0 && wanted.AuthType() != ClientAuthTypes.Cert,
            $"client_auth_type is not {ClientAuthTypes.Cert}");
        foreach (var (index, certificate) in wanted.ClientCaCertificates.Index())
        {
            violations.ClientCaCertificate($"{field}[{index}]", certificate);
        }
    }

    private static void CheckCertificates(NewVpnServer wanted)
    {
        if (wanted.ServerCertificate is null || wanted.StoredCertificateId() == "")
        {
            throw ErrorCatalogue.ServerCertificateMissing.For($"{Server}.server_certificate");
        }
        if (wanted.AuthType() == ClientAuthTypes.Cert && wanted.ClientCaCertificates.Count == 0)
        {
            throw ErrorCatalogue.ClientCaMissing.For($"{Server}.client_ca_certificates");
        }
        if (wanted.ClientCaCertificates.Count > ClientCaCertificateRules.MostCertificates)
        {
            throw ErrorCatalogue.ClientCaLimit.For($"{Server}.client_ca_certificates");
        }
    }
}
