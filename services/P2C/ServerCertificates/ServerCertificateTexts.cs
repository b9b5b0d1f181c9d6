using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.ServerCertificates;

/// <summary>
/// A certificate, what issued it and its private key, as an administrator sent them: read and found to belong together. Whether a server
/// can have it is judged when one is to get it. All is PEM, written anew.
/// </summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Chain">Its issuer, the issuer of that, and so on; empty when it is its own issuer.</param>
/// <param name="PrivateKey">PKCS#8; secret.</param>
internal sealed record ServerCertificateTexts(CertificateText Certificate, string Chain, string PrivateKey)
{
    private const string CertificateField = "certificate";
    private const string ChainField = "certificate_chain";
    private const string KeyField = "private_key";
    private const string Label = "CERTIFICATE";

    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0070</c>, <c>VPN.0074</c>, <c>VPN.0075</c></exception>
    public static ServerCertificateTexts Read(RegisterServerCertificateRequest request)
    {
        var certificate = CertificateText.Read(CertificateField, request.Certificate);
        certificate.RequireShowable();
        var chain = ReadChain(request.CertificateChain, certificate);
        return new ServerCertificateTexts(certificate, string.Join('\n', chain.Select(link => link.Pem)), ReadKey(request.PrivateKey, certificate));
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => Certificate.Subject;

    private static List<CertificateText> ReadChain(string text, CertificateText certificate)
    {
        var chain = PemText.Blocks(text)
            .Where(block => block.Label == Label)
            .Select(block => CertificateText.Read(ChainField, PemEncoding.WriteString(Label, block.Content)))
            .ToList();
        if (chain.Count == 0 && !string.IsNullOrWhiteSpace(text))
        {
            throw ErrorCatalogue.CertificateFormat.For(ChainField, ChainField);
        }
        if (chain.Count == 0 && !certificate.IsIssuedBy(certificate))
        {
            throw ErrorCatalogue.InvalidRequest.For(ChainField, $"{ChainField} is required for a certificate that is not its own issuer");
        }
        foreach (var (issuer, issued) in chain.Zip(chain.Prepend(certificate)))
        {
            if (!issued.IsIssuedBy(issuer))
            {
                throw ErrorCatalogue.CertificateContent.For(ChainField, $"{ChainField}, each of which must have issued the one before,");
            }
        }
        return chain;
    }

    private static string ReadKey(string text, CertificateText certificate) =>
        (certificate.IsSm2 ? Sm2Key(text, certificate) : CommonKey(text, certificate))
        ?? throw ErrorCatalogue.InvalidRequest.For(KeyField, $"{KeyField} must be the unencrypted private key of {CertificateField} in PEM form");

    private static string? Sm2Key(string text, CertificateText certificate) =>
        Sm2PrivateKey.Read(text) is { } key && key.Matches(certificate) ? key.Pem : null;

    private static string? CommonKey(string text, CertificateText certificate)
    {
        try
        {
            using var held = X509Certificate2.CreateFromPem(certificate.Pem, text);
            using var rsa = held.GetRSAPrivateKey();
            using var ec = held.GetECDsaPrivateKey();
            return rsa?.ExportPkcs8PrivateKeyPem() ?? ec?.ExportPkcs8PrivateKeyPem();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
