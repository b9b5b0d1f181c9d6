using Grpc.Core;
using VpnMesh.P2C.ClientConfigs;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnServers;

internal sealed partial class VpnServerService
{
    /// <summary>The profile that clients of a server import.</summary>
    public override async Task<ExportClientConfigResponse> ExportClientConfig(ExportClientConfigRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var violations = new Violations();
        violations.OneOf("os_type", request.HasOsType ? request.OsType : null, ClientProfile.OsTypes);
        violations.ThrowIfAny();
        var server = await RequireServerAsync(caller, request.VpnServerId, context.CancellationToken);
        server.RequireBuilt();
        return await database.ReadAsync(
            async session =>
            {
                var gateway = await session.FindP2cVpnGatewayAsync(server.ProjectId, server.P2cVgwId);
                var address = gateway?.Eip.ToEip()?.IpAddress ?? throw ErrorCatalogue.GatewayWithoutEip.With();
                var issuers = await IssuersAsync(session, server);
                return new ExportClientConfigResponse { ClientConfig = Profile(request, server, address, issuers).Text() };
            },
            context.CancellationToken);
    }

    private static ClientProfile Profile(ExportClientConfigRequest request, VpnServerRow server, string address, string issuers)
    {
        var options = server.Options();
        return new ClientProfile(
            request.HasOsType ? request.OsType : ClientProfile.Windows,
            address,
            options.Port,
            options.EncryptionAlgorithm,
            options.AuthenticationAlgorithm,
            HasPasswords: server.ClientAuthType != ClientAuthTypes.Cert,
            issuers);
    }

    /// <summary>PEM of what issued the certificate of a server.</summary>
    private static async Task<string> IssuersAsync(Session session, VpnServerRow server) =>
        server.CertificateId is { } id
            ? (await session.ListServerCertificatesAsync([server.ProjectId], [id])).Single().Issuers
            : (await session.ListServiceCasAsync([server.ProjectId]))[server.ProjectId].Content;
}
