using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.TaggedResources;
using VpnMesh.SiteToSite.VpnConnections;

namespace VpnMesh.SiteToSite.CustomerGateways;

internal sealed partial class CustomerGatewayService
{
    /// <summary>Changes the name or the CA certificate; what is not sent keeps its value, and what is the same changes nothing.</summary>
    public override async Task<UpdateCgwResponse> UpdateCgw(UpdateCgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var changes = request.CustomerGateway;
        CustomerGatewayRules.Check(request.CustomerGatewayId, changes);
        var text = ReadText(changes.CaCertificate);
        CustomerGateway? shown = null;
        while (shown is null)
        {
            shown = await database.InGroupAsync(
                session => UpdateAsync(session, caller, Stored(request.CustomerGatewayId), changes, text), context.CancellationToken, caller.ProjectId);
        }
        return new UpdateCgwResponse { CustomerGateway = shown };
    }

    /// <summary>The customer gateway as it is now; null when a connection came that is to be locked before it.</summary>
    private async Task<CustomerGateway?> UpdateAsync(
        Session session, CallerContext caller, string id, CustomerGatewayChanges changes, CertificateText? text)
    {
        var authenticated = changes.CaCertificate is null ? [] : await PeerCertificates.LockAsync(session, caller.ProjectId, id);
        var before = await session.LockCustomerGatewayAsync(caller.ProjectId, id) ?? throw ErrorCatalogue.NotFound.With();
        if (changes.CaCertificate is not null && await session.CountConnectionsByPeerCertificateAsync(caller.ProjectId, id) > authenticated.Count)
        {
            return null;
        }
        var present = await CertificateOfAsync(session, before);
        var certificate = IsPresent(present, changes.CaCertificate, text) ? present : await ReplaceAsync(session, caller, changes.CaCertificate!, text);
        var changed = before with { Name = changes.HasName ? changes.Name : before.Name, CaCertificateId = certificate?.Id };
        if (changed == before)
        {
            return CustomerGatewayAnswers.Shown(before, present);
        }
        var after = changed with { UpdatedAt = time.NowMs(), Generation = before.Generation + 1 };
        await session.UpdateAsync(after);
        if (after.Name != before.Name)
        {
            await session.TellChangedAsync(TaggedTypes.CustomerGateway, after.ProjectId, after.Id);
        }
        if (after.CaCertificateId != before.CaCertificateId)
        {
            await peerCertificates.ApplyAnewAsync(session, authenticated, caller.RequestId);
        }
        if (present is not null && present.Id != after.CaCertificateId)
        {
            await session.RemoveUnusedAsync(caller.ProjectId, present.Id);
        }
        await events.AddUpdatedAsync(session, before, after, certificate, caller.RequestId);
        return CustomerGatewayAnswers.Shown(after, certificate);
    }

    private Task<CaCertificateRow?> ReplaceAsync(Session session, CallerContext caller, NewCaCertificate wanted, CertificateText? text)
    {
        text?.CheckValidity(time.GetUtcNow());
        return TakeCertificateAsync(session, caller, wanted, text);
    }

    // The present certificate, sent again, is accepted also when it has expired meanwhile.
    private static bool IsPresent(CaCertificateRow? present, NewCaCertificate? wanted, CertificateText? text) =>
        wanted is null || (present is not null && (text is null ? Stored(wanted.Id) == present.Id : text.Fingerprint == present.Fingerprint));
}
