using Grpc.Core;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.Administration;

internal sealed partial class P2cAdministrationService
{
    /// <summary>Takes a certificate out of the store of a project. Servers that have it keep it; no other can be given it.</summary>
    public override async Task<DeleteServerCertificateResponse> DeleteServerCertificate(
        DeleteServerCertificateRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequirePart(CallerExtensions.Administrator);
        if (request.ProjectId.Length == 0 || !ServerCertificateRules.IsId(request.CertificateId))
        {
            throw ErrorCatalogue.NotFound.With();
        }
        await database.InGroupAsync(
            session => DeleteAsync(session, request.ProjectId, request.CertificateId), context.CancellationToken, request.ProjectId);
        return new DeleteServerCertificateResponse();
    }

    private static async Task<bool> DeleteAsync(Session session, string projectId, string id)
    {
        if (!await session.DeleteServerCertificateAsync(projectId, id))
        {
            throw ErrorCatalogue.NotFound.With();
        }
        await session.ForgetServerCertificatesAsync();
        return true;
    }
}
