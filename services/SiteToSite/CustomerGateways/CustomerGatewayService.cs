using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnConnections;

namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>The operations of customer gateways; each is in a file of its name.</summary>
internal sealed partial class CustomerGatewayService(
    SiteToSiteDatabase database, GovernanceClient<SiteToSiteDatabase> governance, CustomerGatewayEvents events, PeerCertificates peerCertificates, TimeProvider time)
    : Protos.SiteToSite.V5.CustomerGateways.CustomerGatewaysBase
{
    /// <summary>Reads a certificate that was sent as text, and judges it but for its dates; null when none was sent.</summary>
    /// <exception cref="DomainException"><c>VPN.0070</c>, <c>VPN.0071</c>, <c>VPN.0074</c> to <c>VPN.0076</c></exception>
    private static CertificateText? ReadText(NewCaCertificate? certificate)
    {
        if (certificate is not { HasContent: true })
        {
            return null;
        }
        var text = CertificateText.Read(CustomerGatewayRules.ContentField, certificate.Content);
        CaCertificateRules.CheckKind(text);
        return text;
    }

    /// <summary>The certificate that a customer gateway is about to refer to, stored and locked; null when none was sent.</summary>
    /// <exception cref="DomainException"><c>VPN.0004</c>, <c>VPN.0072</c></exception>
    private async Task<CaCertificateRow?> TakeCertificateAsync(Session session, CallerContext caller, NewCaCertificate? wanted, CertificateText? text)
    {
        if (text is not null)
        {
            return await session.StoreAsync(text.ToRow(time.NewId(), caller.ProjectId));
        }
        if (wanted is null)
        {
            return null;
        }
        var stored = await session.LockCaCertificateAsync(caller.ProjectId, Stored(wanted.Id));
        RequireUsable(stored);
        return stored;
    }

    private void RequireUsable(CaCertificateRow? stored)
    {
        if (stored is null)
        {
            throw ErrorCatalogue.NotFound.With();
        }
        if (stored.ExpireTime < time.NowMs())
        {
            throw ErrorCatalogue.CertificateExpired.For(CustomerGatewayRules.CertificateIdField, stored.Id);
        }
    }

    private static Task<CaCertificateRow?> CertificateOfAsync(Session session, CustomerGatewayRow gateway) => gateway.CaCertificateId is { } id
        ? session.FindCaCertificateAsync(gateway.ProjectId, id)
        : Task.FromResult<CaCertificateRow?>(null);

    // Ids are told apart by value: a UUID in upper case names the same resource.
    private static string Stored(string id) => id.ToLowerInvariant();
}
