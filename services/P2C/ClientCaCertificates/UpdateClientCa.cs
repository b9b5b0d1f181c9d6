using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientCaCertificates;

internal sealed partial class ClientCaCertificateService
{
    /// <summary>Renames a certificate. Agents do not know names, so that the server stays as it is.</summary>
    public override async Task<UpdateClientCaResponse> UpdateClientCa(UpdateClientCaRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        ClientCaCertificateRules.Check(request.ClientCaCertificate);
        var serverId = Stored(request.VpnServerId);
        await database.InGroupAsync(
            session => RenameAsync(session, caller, serverId, request.ClientCaCertificateId, request.ClientCaCertificate),
            context.CancellationToken,
            serverId);
        return new UpdateClientCaResponse();
    }

    private async Task<bool> RenameAsync(Session session, CallerContext caller, string serverId, string id, ClientCaCertificateChanges changes)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        var before = await RequireAsync(session, server, id);
        server.RequireReady();
        if (!changes.HasName || changes.Name == before.Name)
        {
            return false;
        }
        var after = before with { Name = changes.Name, UpdatedAt = time.NowMs() };
        await session.RenameClientCaCertificateAsync(after);
        await events.AddUpdatedAsync(session, server, after, caller.RequestId);
        return true;
    }
}
