using Grpc.Core;
using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientCaCertificates;

internal sealed partial class ClientCaCertificateService
{
    /// <summary>Adds a certificate to a server, whatever its clients authenticate with; its agent takes it into use.</summary>
    public override Task<ImportClientCaResponse> ImportClientCa(ImportClientCaRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var sent = request.ClientCaCertificate;
        ClientCaCertificateRules.Check(sent);
        var text = ClientCaCertificateTexts.Read(ClientCaCertificateRules.Field, sent);
        var serverId = Stored(request.VpnServerId);
        return clientTokens.OnceAsync(
            caller,
            $"{nameof(ImportClientCa)}/{serverId}",
            request.HasClientToken ? request.ClientToken : null,
            sent,
            claim => ImportAsync(caller, text, text.ToRow(sent, caller.ProjectId, serverId, time), claim, context.CancellationToken),
            context.CancellationToken);
    }

    private async Task<ImportClientCaResponse> ImportAsync(
        CallerContext caller, CertificateText text, ClientCaCertificateRow certificate, ClientTokenClaim claim, CancellationToken cancellationToken)
    {
        // Not before: a repetition gets the first answer although the certificate has expired meanwhile.
        text.CheckValidity(time.GetUtcNow());
        var answer = new ImportClientCaResponse { ClientCaCertificate = new ClientCaCertificateReference { Id = certificate.Id } };
        return await database.InGroupAsync(
            async session =>
            {
                await InsertAsync(session, caller, text, certificate);
                await claim.KeepAsync(session, answer);
                return answer;
            },
            cancellationToken,
            certificate.VpnServerId);
    }

    private async Task InsertAsync(Session session, CallerContext caller, CertificateText text, ClientCaCertificateRow certificate)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, certificate.VpnServerId);
        text.Require(!await session.HasClientCaCertificateAsync(server, certificate.Fingerprint), ErrorCatalogue.CertificateDuplicate);
        server.RequireReady();
        if (server.CaCertificateNumber >= ClientCaCertificateRules.MostCertificates)
        {
            throw ErrorCatalogue.ClientCaLimit.With();
        }
        await session.InsertClientCaCertificatesAsync([certificate]);
        var after = await ChangeAsync(session, caller, server, more: 1);
        await events.AddImportedAsync(session, after, certificate, caller.RequestId);
    }
}
