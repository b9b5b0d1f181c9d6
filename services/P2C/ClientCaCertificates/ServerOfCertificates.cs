using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientCaCertificates;

/// <summary>A locked server whose client CA certificates can be changed now.</summary>
/// <param name="Row">The server.</param>
/// <param name="EnterpriseProjectId">That of its gateway.</param>
internal sealed record ServerOfCertificates(VpnServerRow Row, string EnterpriseProjectId);

/// <summary>Whether the client CA certificates of a server can be changed now: while it is being updated too, but not before it exists.</summary>
internal static class ServersOfCertificates
{
    /// <summary>Refuses a change while the status of the locked server forbids it.</summary>
    /// <exception cref="DomainException">
    /// <c>VPN.1113</c> it is being created; <c>VPN.1117</c> it is in FAULT or FROZEN, or is being deleted with its gateway.
    /// </exception>
    public static async Task<ServerOfCertificates> RequireChangeableAsync(this Session session, VpnServerRow server)
    {
        var gateway = await session.FindAsync<GatewayOfServer>(
            "SELECT enterprise_project_id, frozen_effect, deleting FROM p2c_vpn_gateway WHERE project_id = @ProjectId AND id = @P2cVgwId",
            new { server.ProjectId, server.P2cVgwId });
        if (gateway is not { FrozenEffect: 0, Deleting: 0 } || server.Failed == 1)
        {
            throw ErrorCatalogue.ServerAbnormal.With();
        }
        return server.ObservedGeneration == 0
            ? throw ErrorCatalogue.ServerBeingCreated.With()
            : new ServerOfCertificates(server, gateway.EnterpriseProjectId);
    }

    private sealed record GatewayOfServer
    {
        public required string EnterpriseProjectId { get; init; }
        public required long FrozenEffect { get; init; }
        public required long Deleting { get; init; }
    }
}
