using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace VpnMesh.Shared.Api.Hosting.Tls;

/// <summary>Reads certificates from the contents of files: PEM, or PKCS#12.</summary>
internal static class CertificateText
{
    /// <summary>A certificate with its key and the chain that is sent along.</summary>
    /// <param name="certificate">PEM, the certificate first and then those that lead to its CA; or PKCS#12.</param>
    /// <param name="key">PEM; may be the same as the certificate.</param>
    /// <param name="password">Of the key, or null.</param>
    /// <param name="now">The certificate must be valid at this time.</param>
    /// <exception cref="CryptographicException">They are malformed, do not belong together or are not valid now.</exception>
    public static SslStreamCertificateContext ReadOwn(byte[] certificate, byte[] key, string? password, DateTimeOffset now)
    {
        var (own, chain) = IsPem(certificate) ? OfPem(Text(certificate), Text(key), password) : OfPkcs12(certificate, password);
        if (now < own.NotBefore.ToUniversalTime() || now > own.NotAfter.ToUniversalTime())
        {
            throw new CryptographicException($"the certificate is valid from {Day(own.NotBefore)} to {Day(own.NotAfter)} only");
        }
        return SslStreamCertificateContext.Create(own, chain, offline: true);
    }

    /// <summary>The certificates of a CA file.</summary>
    /// <exception cref="CryptographicException">There is none.</exception>
    public static X509Certificate2Collection ReadAuthorities(byte[] pem)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(Text(pem));
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it has no certificate in PEM");
    }

    private static (X509Certificate2 Own, X509Certificate2Collection Chain) OfPem(string certificate, string key, string? password)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        if (chain.Count == 0)
        {
            throw new CryptographicException("it has no certificate in PEM");
        }
        chain.RemoveAt(0);
        var own = string.IsNullOrEmpty(password)
            ? X509Certificate2.CreateFromPem(certificate, key)
            : X509Certificate2.CreateFromEncryptedPem(certificate, key, password);
        return (own, chain);
    }

    private static (X509Certificate2 Own, X509Certificate2Collection Chain) OfPkcs12(byte[] content, string? password)
    {
        var chain = X509CertificateLoader.LoadPkcs12Collection(content, password);
        var own = chain.FirstOrDefault(each => each.HasPrivateKey) ?? throw new CryptographicException("it has no private key");
        chain.Remove(own);
        return (own, chain);
    }

    private static bool IsPem(byte[] content) => content.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    private static string Text(byte[] pem) => Encoding.UTF8.GetString(pem);

    private static string Day(DateTime time) => $"{time.ToUniversalTime():yyyy-MM-dd}";
}
