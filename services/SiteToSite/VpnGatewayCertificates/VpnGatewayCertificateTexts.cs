using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

/// <summary>
/// The two certificates of a gateway, their private keys and the certificate of their CA, as a caller sent them: read and, but for the
/// dates, judged (contract: CreateVgwCertificate). What was taken once passes ever after.
/// </summary>
internal sealed class VpnGatewayCertificateTexts
{
    private const int LongestName = 256;
    private const int LongestSerialNumber = 64;

    private VpnGatewayCertificateTexts(CertificateText certificate, CertificateText encCertificate, CertificateText chain, NewVpnGatewayCertificate sent)
    {
        (Certificate, EncCertificate, Chain) = (certificate, encCertificate, chain);
        var violations = new Violations();
        PrivateKey = ReadKey(violations, VpnGatewayCertificateRules.PrivateKey, sent.PrivateKey, certificate);
        EncPrivateKey = ReadKey(violations, VpnGatewayCertificateRules.EncPrivateKey, sent.EncPrivateKey, encCertificate);
        violations.ThrowIfAny();
    }

    public CertificateText Certificate { get; }

    public CertificateText EncCertificate { get; }

    public CertificateText Chain { get; }

    /// <summary>PEM; secret.</summary>
    public string PrivateKey { get; }

    /// <summary>PEM; secret.</summary>
    public string EncPrivateKey { get; }

    /// <summary>Whether one certificate is to be used for both purposes.</summary>
    public bool HasOneTwice => Certificate.Pem == EncCertificate.Pem;

    /// <summary>When the first of the certificates expires.</summary>
    public DateTimeOffset FirstNotAfter => All.Min(text => text.NotAfter);

    private IEnumerable<CertificateText> All => [Certificate, EncCertificate, Chain];

    /// <summary>Reads and judges what was sent; all five texts are there.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0070</c>, <c>VPN.0071</c>, <c>VPN.0074</c> to <c>VPN.0076</c></exception>
    public static VpnGatewayCertificateTexts Read(NewVpnGatewayCertificate sent)
    {
        var certificate = CertificateText.Read(VpnGatewayCertificateRules.Certificate, sent.Certificate);
        var encCertificate = CertificateText.Read(VpnGatewayCertificateRules.EncCertificate, sent.EncCertificate);
        var chain = CertificateText.Read(VpnGatewayCertificateRules.CertificateChain, sent.CertificateChain);
        foreach (var text in new[] { certificate, encCertificate, chain })
        {
            CheckKind(text);
        }
        chain.Require(chain.IsCa, ErrorCatalogue.CertificateNotCa);
        RequireEndEntities(certificate, encCertificate);
        RequireIssuedBy(chain, certificate);
        RequireIssuedBy(chain, encCertificate);
        return new VpnGatewayCertificateTexts(certificate, encCertificate, chain, sent);
    }

    /// <summary>Judges the dates.</summary>
    /// <exception cref="DomainException"><c>VPN.0072</c>, <c>VPN.0073</c></exception>
    public void CheckValidity(DateTimeOffset now)
    {
        foreach (var text in All)
        {
            text.CheckValidity(now);
        }
    }

    /// <summary>Whether a gateway has exactly these. Keys that match the same certificates are the same.</summary>
    public bool Are(VpnGatewayCertificateRow present) =>
        (Certificate.Pem, EncCertificate.Pem, Chain.Pem) == (present.Certificate, present.EncCertificate, present.CertificateChain);

    private static void CheckKind(CertificateText text)
    {
        text.Require(text.IsSm2, ErrorCatalogue.CertificateKeyAlgorithm);
        text.Require(text.SignatureAlgorithm == CertificateText.Sm2Signature, ErrorCatalogue.CertificateSignatureAlgorithm);
        // Answers could not show them (contract: VpnGatewayCertificate).
        var isShowable = text.Issuer.Length is > 0 and <= LongestName
            && text.Subject.Length is > 0 and <= LongestName
            && text.SerialNumber.Length <= LongestSerialNumber;
        text.Require(isShowable, ErrorCatalogue.CertificateContent);
    }

    private static void RequireEndEntities(params CertificateText[] texts)
    {
        var violations = new Violations();
        foreach (var text in texts.Where(text => text.IsCa))
        {
            violations.Add(text.Field, "must not be a CA certificate");
        }
        violations.ThrowIfAny();
    }

    private static void RequireIssuedBy(CertificateText chain, CertificateText text)
    {
        if (!text.IsIssuedBy(chain))
        {
            throw ErrorCatalogue.CertificateContent.For(text.Field, $"{text.Field}, which must be signed by {chain.Field},");
        }
    }

    private static string ReadKey(Violations violations, string field, string sent, CertificateText certificate)
    {
        var key = Sm2PrivateKey.Read(sent);
        if (key is null)
        {
            violations.Add(field, "must be an unencrypted SM2 private key in PEM form: PRIVATE KEY (PKCS#8) or EC PRIVATE KEY (SEC1)");
            return "";
        }
        if (!key.Matches(certificate))
        {
            violations.Add(field, $"must be the private key of {certificate.Field}");
        }
        return key.Pem;
    }
}
