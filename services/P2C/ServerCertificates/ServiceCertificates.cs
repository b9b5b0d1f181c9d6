using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VpnMesh.P2C.ServerCertificates;

/// <summary>What the certificates of the service's own CA say.</summary>
internal static class ServiceCertificates
{
    private const string Organization = "VpnMesh";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int SerialNumberBytes = 16;

    // Clocks of clients may be behind.
    private static readonly TimeSpan Earlier = TimeSpan.FromHours(1);

    /// <summary>The certificate of a CA, signed by itself.</summary>
    public static X509Certificate2 SignCa(ECDsa key, string projectId, DateTimeOffset now, DateTimeOffset notAfter)
    {
        var request = new CertificateRequest(Name("VpnMesh service CA", projectId), key, HashAlgorithmName.SHA256);
        var extensions = request.CertificateExtensions;
        extensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        extensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        extensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - Earlier, notAfter);
    }

    /// <summary>The certificate of a server, which clients take for one (<c>remote-cert-tls server</c>).</summary>
    public static X509Certificate2 Sign(X509Certificate2 ca, ECDsa key, string serverId, DateTimeOffset now, DateTimeOffset notAfter)
    {
        var request = new CertificateRequest(Name(serverId, "VPN server"), key, HashAlgorithmName.SHA256);
        var extensions = request.CertificateExtensions;
        extensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        extensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        extensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        extensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        extensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(serverId);
        extensions.Add(names.Build());
        // Another replica that made the CA a moment ago may be ahead.
        var caBegins = new DateTimeOffset(ca.NotBefore);
        return request.Create(ca, now - Earlier < caBegins ? caBegins : now - Earlier, notAfter, SerialNumber());
    }

    private static X500DistinguishedName Name(string commonName, string unit)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        name.AddOrganizationalUnitName(unit);
        name.AddOrganizationName(Organization);
        return name.Build();
    }

    private static byte[] SerialNumber()
    {
        var number = RandomNumberGenerator.GetBytes(SerialNumberBytes);
        // Positive, and as long in any form.
        number[0] = (byte)((number[0] & 0x7F) | 0x40);
        return number;
    }
}
