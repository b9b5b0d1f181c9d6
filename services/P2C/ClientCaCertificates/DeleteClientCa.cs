using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientCaCertificates;

internal sealed partial class ClientCaCertificateService
{
    /// <summary>Removes a certificate from a server, the last one too; its agent lets nobody in any more whom it issued a certificate.</summary>
    public override async Task<DeleteClientCaResponse> DeleteClientCa(DeleteClientCaRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var serverId = Stored(request.VpnServerId);
        await database.InGroupAsync(
            session => DeleteAsync(session, caller, serverId, request.ClientCaCertificateId), context.CancellationToken, serverId);
        return new DeleteClientCaResponse();
    }

    private async Task<bool> DeleteAsync(Session session, CallerContext caller, string serverId, string id)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        var certificate = await RequireAsync(session, server, id);
        server.RequireReady();
        await session.DeleteClientCaCertificateAsync(certificate.Id);
        var after = await ChangeAsync(session, caller, server, more: -1);
        await events.AddDeletedAsync(session, after, certificate, caller.RequestId);
        return true;
    }
}
