using System.Security.Cryptography;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

internal sealed partial class VpnGatewayCertificateService
{
    private const string GmFlavor = "GM";

    /// <summary>Stores the certificate of a gateway of flavour GM; agents then put it on the two end points.</summary>
    public override async Task<CreateVgwCertificateResponse> CreateVgwCertificate(CreateVgwCertificateRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await database.RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        var wanted = request.Certificate;
        VpnGatewayCertificateRules.CheckNew(request.VgwId, wanted);
        var texts = VpnGatewayCertificateTexts.Read(wanted);
        if (texts.HasOneTwice)
        {
            throw ErrorCatalogue.CertificateDuplicate.For(VpnGatewayCertificateRules.EncCertificate, VpnGatewayCertificateRules.EncCertificate);
        }
        texts.CheckValidity(time.GetUtcNow());
        var certificate = NewRow(caller, Stored(request.VgwId), wanted, texts);
        await database.InGroupAsync(session => InsertAsync(session, certificate, texts), context.CancellationToken, certificate.VgwId);
        return new CreateVgwCertificateResponse { Certificate = VpnGatewayCertificateAnswers.Written(certificate) };
    }

    private async Task<bool> InsertAsync(Session session, VpnGatewayCertificateRow certificate, VpnGatewayCertificateTexts texts)
    {
        var gateway = await session.LockVpnGatewayAsync(certificate.ProjectId, certificate.VgwId) ?? throw ErrorCatalogue.NotFound.With();
        RequireGm(gateway);
        RequireNone(await session.FindVpnGatewayCertificateAsync(gateway.ProjectId, gateway.Id), texts);
        gateway.RequireOpen();
        await session.InsertAsync(certificate);
        await events.AddCreatedAsync(session, certificate);
        session.AfterCommit(placements.Set);
        return true;
    }

    private static void RequireGm(VpnGatewayRow gateway)
    {
        if (gateway.Flavor != GmFlavor)
        {
            throw ErrorCatalogue.InvalidRequest.For("vgw_id", $"vgw_id must name a gateway of flavor {GmFlavor}");
        }
    }

    // The same certificate may serve several gateways: they can share a name that customer gateways know them by.
    private static void RequireNone(VpnGatewayCertificateRow? present, VpnGatewayCertificateTexts texts)
    {
        if (present is null)
        {
            return;
        }
        throw texts.Are(present)
            ? ErrorCatalogue.CertificateDuplicate.For(VpnGatewayCertificateRules.Certificate, VpnGatewayCertificateRules.Certificate)
            : ErrorCatalogue.InvalidRequest.For("vgw_id", $"vgw_id must name a gateway without certificate; this one has certificate {present.Id}");
    }

    private VpnGatewayCertificateRow NewRow(
        CallerContext caller, string gatewayId, NewVpnGatewayCertificate wanted, VpnGatewayCertificateTexts texts)
    {
        var now = time.NowMs();
        var row = new VpnGatewayCertificateRow
        {
            Id = time.NewId(),
            ProjectId = caller.ProjectId,
            VgwId = gatewayId,
            Name = wanted.HasName ? wanted.Name : "cert-" + RandomNumberGenerator.GetHexString(4, lowercase: true),
            CreatedAt = now,
            UpdatedAt = now,
            Generation = 1,
            RequestId = caller.RequestId,
        };
        return Take(row, texts);
    }
}
