using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ServerCertificates;

/// <summary>
/// The service's own CA, one for each project, which signs the certificates of servers that bring none (SERVICE_SIGN). A CA gets a new
/// certificate long before its old one expires, with the same key and name, so that clients go on with the profiles that they have.
/// </summary>
internal sealed class ServiceAuthority(KeyRing keyRing, TimeProvider time)
{
    private const int CaYears = 10;
    private const int ServerYears = 1;

    // What is signed until the next renewal of a server's certificate must end before its CA does.
    private const int CaRenewalYears = 2;

    /// <summary>Signs a certificate, with a new key, for a server.</summary>
    /// <param name="session">Transaction that writes the server.</param>
    /// <param name="server">The server.</param>
    /// <returns>The server with it.</returns>
    /// <exception cref="DomainException">
    /// <c>APIGW.0202</c>: the sealed key of the CA cannot be opened; the operator must bring its key ring back.
    /// </exception>
    public async Task<VpnServerRow> SignAsync(Session session, VpnServerRow server)
    {
        using var ca = Open(await PresentAsync(session, server.ProjectId));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = time.GetUtcNow();
        var notAfter = now.AddYears(ServerYears);
        using var certificate = ServiceCertificates.Sign(ca, key, server.Id, now, notAfter);
        return server with
        {
            CertificateSource = CertificateSources.ServiceSign,
            SignedCertificate = certificate.ExportCertificatePem(),
            SignedPrivateKey = keyRing.Seal(key.ExportPkcs8PrivateKeyPem(), VpnServerRow.SignedKeyPurpose(server.Id)),
            SignedExpireTime = new DateTimeOffset(certificate.NotAfter).ToUnixTimeMilliseconds(),
        };
    }

    private async Task<ServiceCaRow> PresentAsync(Session session, string projectId)
    {
        var present = await session.LockServiceCaAsync(projectId);
        if (present is null)
        {
            await session.TryInsertAsync(NewCa(projectId));
            present = (await session.LockServiceCaAsync(projectId))!;
        }
        if (present.ExpireTime > time.GetUtcNow().AddYears(CaRenewalYears).ToUnixTimeMilliseconds())
        {
            return present;
        }
        using var old = Open(present);
        using var key = old.GetECDsaPrivateKey()!;
        var renewed = WithCertificate(present, key);
        await session.UpdateAsync(renewed);
        return renewed;
    }

    private ServiceCaRow NewCa(string projectId)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var sealedKey = keyRing.Seal(key.ExportPkcs8PrivateKeyPem(), ServiceCaRow.KeyPurpose(projectId));
        return WithCertificate(new ServiceCaRow { ProjectId = projectId, Content = "", PrivateKey = sealedKey, ExpireTime = 0 }, key);
    }

    private ServiceCaRow WithCertificate(ServiceCaRow ca, ECDsa key)
    {
        var now = time.GetUtcNow();
        using var certificate = ServiceCertificates.SignCa(key, ca.ProjectId, now, now.AddYears(CaYears));
        return ca with
        {
            Content = certificate.ExportCertificatePem(),
            ExpireTime = new DateTimeOffset(certificate.NotAfter).ToUnixTimeMilliseconds(),
        };
    }

    private X509Certificate2 Open(ServiceCaRow ca) =>
        keyRing.TryUnseal(ca.PrivateKey, ServiceCaRow.KeyPurpose(ca.ProjectId), out var key)
            ? X509Certificate2.CreateFromPem(ca.Content, key)
            : throw ErrorCatalogue.BackendUnavailable.With();
}
