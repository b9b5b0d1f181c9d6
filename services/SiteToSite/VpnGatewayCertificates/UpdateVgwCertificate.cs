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
    /// <summary>Changes the name or replaces the certificates and keys; what is not sent, or is the same, keeps its value.</summary>
    public override async Task<UpdateVgwCertificateResponse> UpdateVgwCertificate(UpdateVgwCertificateRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await database.RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        var changes = request.Certificate;
        VpnGatewayCertificateRules.CheckChanges(request.VgwId, request.CertificateId, changes);
        var texts = VpnGatewayCertificateRules.HasTexts(changes) ? VpnGatewayCertificateTexts.Read(changes) : null;
        RequireTwo(texts);
        var (gatewayId, certificateId) = (Stored(request.VgwId), Stored(request.CertificateId));
        var certificate = await database.InGroupAsync(
            session => UpdateAsync(session, caller, gatewayId, certificateId, changes, texts), context.CancellationToken, gatewayId);
        return new UpdateVgwCertificateResponse { Certificate = VpnGatewayCertificateAnswers.Written(certificate) };
    }

    private async Task<VpnGatewayCertificateRow> UpdateAsync(
        Session session, CallerContext caller, string gatewayId, string certificateId, NewVpnGatewayCertificate changes, VpnGatewayCertificateTexts? texts)
    {
        var gateway = await session.LockVpnGatewayAsync(caller.ProjectId, gatewayId) ?? throw ErrorCatalogue.NotFound.With();
        var before = (await session.LockVpnGatewayCertificatesAsync([gateway.Id])).SingleOrDefault(present => present.Id == certificateId)
            ?? throw ErrorCatalogue.NotFound.With();
        var isReplacement = texts?.Are(before) == false;
        if (isReplacement)
        {
            // The dates of the present certificates were judged when they were new.
            texts!.CheckValidity(time.GetUtcNow());
        }
        gateway.RequireActive();
        var renamed = before with { Name = changes.HasName ? changes.Name : before.Name };
        var changed = isReplacement ? Take(renamed, texts!) : renamed;
        // Present certificates that are sent again ask for another attempt where the last one failed.
        var isBound = isReplacement || (texts is not null && before.Status() == VpnGatewayCertificateStatus.Fault);
        return isBound || changed != before ? await WriteAsync(session, before, changed, isBound, caller.RequestId) : before;
    }

    private async Task<VpnGatewayCertificateRow> WriteAsync(
        Session session, VpnGatewayCertificateRow before, VpnGatewayCertificateRow changed, bool isBound, string requestId)
    {
        var after = changed with { UpdatedAt = time.NowMs() };
        if (isBound)
        {
            // Agents are told; of a new name they need not know.
            after = after with { Generation = before.Generation + 1, RequestId = requestId };
            session.AfterCommit(placements.Set);
        }
        await session.UpdateAsync(after);
        await events.AddUpdatedAsync(session, before, after, requestId);
        return after;
    }

    private static void RequireTwo(VpnGatewayCertificateTexts? texts)
    {
        if (texts?.HasOneTwice == true)
        {
            var violations = new Violations();
            violations.Add(VpnGatewayCertificateRules.EncCertificate, $"must be another certificate than {VpnGatewayCertificateRules.Certificate}");
            violations.ThrowIfAny();
        }
    }
}
