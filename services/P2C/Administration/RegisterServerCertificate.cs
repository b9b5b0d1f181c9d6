using Grpc.Core;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.Administration;

internal sealed partial class P2cAdministrationService
{
    /// <summary>
    /// Puts a certificate into the store of a project. Where it replaces another under the same id, servers that have that get the new one
    /// from their agents.
    /// </summary>
    public override async Task<RegisterServerCertificateResponse> RegisterServerCertificate(
        RegisterServerCertificateRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequirePart(CallerExtensions.Administrator);
        ServerCertificateRules.Check(request);
        var certificate = NewRow(request, ServerCertificateTexts.Read(request));
        await database.InGroupAsync(
            session => RegisterAsync(session, certificate, caller.RequestId), context.CancellationToken, certificate.ProjectId);
        return new RegisterServerCertificateResponse();
    }

    private ServerCertificateRow NewRow(RegisterServerCertificateRequest request, ServerCertificateTexts texts) => new()
    {
        ProjectId = request.ProjectId,
        Id = request.CertificateId,
        Name = request.Name,
        Content = texts.Certificate.Pem,
        Chain = texts.Chain,
        PrivateKey = keyRing.Seal(texts.PrivateKey, ServerCertificateRow.KeyPurpose(request.ProjectId, request.CertificateId)),
        SerialNumber = texts.Certificate.SerialNumber,
        SignatureAlgorithm = texts.Certificate.SignatureAlgorithm ?? "",
        Issuer = texts.Certificate.Issuer,
        Subject = texts.Certificate.Subject,
        ExpireTime = texts.Certificate.NotAfter.ToUnixTimeMilliseconds(),
        State = request.State.Length > 0 ? request.State : ServerCertificateRules.Usable,
    };

    private async Task<bool> RegisterAsync(Session session, ServerCertificateRow certificate, string requestId)
    {
        var before = await session.LockServerCertificateEvenDeletedAsync(certificate.ProjectId, certificate.Id);
        await session.PutAsync(certificate);
        if (before is null || IsInUse(before, certificate))
        {
            return true;
        }
        foreach (var holder in await session.ListHoldersAsync(certificate.ProjectId, certificate.Id))
        {
            await ReplaceAsync(session, holder, requestId);
        }
        return true;
    }

    /// <summary>Whether servers have the new certificate already: it is the same, and they could be told its key.</summary>
    private bool IsInUse(ServerCertificateRow before, ServerCertificateRow after) =>
        (before.Content, before.Chain) == (after.Content, after.Chain)
        && keyRing.TryUnseal(before.PrivateKey, ServerCertificateRow.KeyPurpose(before.ProjectId, before.Id), out _);

    private async Task ReplaceAsync(Session session, CertificateHolder holder, string requestId)
    {
        await session.LockP2cVpnGatewayAsync(holder.ProjectId, holder.P2cVgwId);
        var before = await session.LockVpnServerAsync(holder.ProjectId, holder.Id);
        var after = before with { Generation = before.Generation + 1, RequestId = requestId };
        await session.UpdateAsync(after);
        await serverEvents.AddUpdatedAsync(session, before, after, [VpnServerEvents.ServerCertificate], requestId);
        session.AfterCommit(placements.Set);
    }
}
