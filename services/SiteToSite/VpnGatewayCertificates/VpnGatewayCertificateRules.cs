using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

/// <summary>The rules of form of requests about gateway certificates; what the texts encode is judged by <see cref="VpnGatewayCertificateTexts"/>.</summary>
internal static class VpnGatewayCertificateRules
{
    public const string Root = "certificate";
    public const string Certificate = $"{Root}.certificate";
    public const string PrivateKey = $"{Root}.private_key";
    public const string CertificateChain = $"{Root}.certificate_chain";
    public const string EncCertificate = $"{Root}.enc_certificate";
    public const string EncPrivateKey = $"{Root}.enc_private_key";
    private const int LongestText = 4096;
    private const int LongestChain = 8192;

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckNew(string gatewayId, NewVpnGatewayCertificate? certificate)
    {
        var violations = new Violations();
        violations.Uuid("vgw_id", gatewayId);
        if (Require(violations, certificate) is { } wanted)
        {
            CheckTexts(violations, wanted, "is required");
        }
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckChanges(string gatewayId, string certificateId, NewVpnGatewayCertificate? changes)
    {
        var violations = new Violations();
        violations.Uuid("vgw_id", gatewayId);
        violations.Uuid("certificate_id", certificateId);
        if (Require(violations, changes) is { } wanted && HasTexts(wanted))
        {
            CheckTexts(violations, wanted, "is required when another certificate or private key is given");
        }
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckId(string gatewayId)
    {
        var violations = new Violations();
        violations.Uuid("vgw_id", gatewayId);
        violations.ThrowIfAny();
    }

    /// <summary>Whether a change is more than one of the name.</summary>
    public static bool HasTexts(NewVpnGatewayCertificate changes) => Texts(changes).Any(text => text.Value is not null);

    private static NewVpnGatewayCertificate? Require(Violations violations, NewVpnGatewayCertificate? certificate)
    {
        if (certificate is null)
        {
            violations.Add(Root, "is required");
        }
        else
        {
            violations.Name($"{Root}.name", certificate.HasName ? certificate.Name : null, least: 3, greatest: 63);
        }
        return certificate;
    }

    private static void CheckTexts(Violations violations, NewVpnGatewayCertificate certificate, string missing)
    {
        foreach (var (field, value, longest) in Texts(certificate))
        {
            if (value is null)
            {
                violations.Add(field, missing);
            }
            else if (value.Length is 0 || value.Length > longest)
            {
                violations.Add(field, $"must be 1 to {longest} characters long");
            }
        }
    }

    private static IEnumerable<(string Field, string? Value, int Longest)> Texts(NewVpnGatewayCertificate certificate) =>
    [
        (Certificate, certificate.HasCertificate ? certificate.Certificate : null, LongestText),
        (PrivateKey, certificate.HasPrivateKey ? certificate.PrivateKey : null, LongestText),
        (CertificateChain, certificate.HasCertificateChain ? certificate.CertificateChain : null, LongestChain),
        (EncCertificate, certificate.HasEncCertificate ? certificate.EncCertificate : null, LongestText),
        (EncPrivateKey, certificate.HasEncPrivateKey ? certificate.EncPrivateKey : null, LongestText),
    ];
}
