using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.ClientCaCertificates;

internal sealed partial class ClientCaCertificateService
{
    /// <summary>One certificate of a server, without its text.</summary>
    public override async Task<ShowClientCaResponse> ShowClientCa(ShowClientCaRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var certificate = await database.ReadAsync(
            async session =>
            {
                var server = await session.FindVpnServerAsync(caller.ProjectId, Stored(request.VpnServerId))
                    ?? throw ErrorCatalogue.ServerNotFound.With();
                return await RequireAsync(session, server, request.ClientCaCertificateId);
            },
            context.CancellationToken);
        return new ShowClientCaResponse { ClientCaCertificate = ClientCaCertificateAnswers.Shown(certificate) };
    }
}
