using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>A server whose users are changed, with what its gateway says about it.</summary>
/// <param name="Row">The server.</param>
/// <param name="EnterpriseProjectId">That of the gateway.</param>
/// <param name="IsFrozen">The gateway is frozen, and its server with it.</param>
internal sealed record ServerOfUsers(VpnServerRow Row, string EnterpriseProjectId, bool IsFrozen)
{
    private const string LocalPassword = "LOCAL_PASSWORD";

    /// <summary>Refuses new users where clients do not authenticate with passwords that the server keeps.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public void RequireLocalPasswords()
    {
        if (Row.ClientAuthType != LocalPassword)
        {
            throw ErrorCatalogue.InvalidRequest.With($"the client_auth_type of server {Row.Id} is {Row.ClientAuthType}, users need {LocalPassword}");
        }
    }

    /// <summary>Refuses changes while the server is created, broken or frozen; while it is updated they are taken.</summary>
    /// <exception cref="DomainException"><c>VPN.1113</c>, <c>VPN.1117</c></exception>
    public void RequireOpen()
    {
        if (IsFrozen || Row.Failed == 1)
        {
            throw ErrorCatalogue.ServerAbnormal.With();
        }
        if (Row.ObservedGeneration == 0)
        {
            throw ErrorCatalogue.ServerBeingCreated.With();
        }
    }
}

/// <summary>Finds servers whose users are changed.</summary>
internal static class ServersOfUsers
{
    /// <summary>A server as it is now; it may change at any time.</summary>
    /// <exception cref="DomainException"><c>VPN.1116</c>: the project has no such server, or it is being deleted with its gateway.</exception>
    public static async Task<ServerOfUsers> FindServerOfUsersAsync(this Session session, string projectId, string id) =>
        await session.WithGatewayAsync(await session.FindVpnServerAsync(projectId, id) ?? throw ErrorCatalogue.ServerNotFound.With());

    /// <summary>As <see cref="FindServerOfUsersAsync"/>; nobody else changes it or what belongs to it until the transaction ends.</summary>
    /// <exception cref="DomainException"><c>VPN.1116</c></exception>
    public static async Task<ServerOfUsers> LockServerOfUsersAsync(this Session session, string projectId, string id) =>
        await session.WithGatewayAsync(await session.LockVpnServerAsync(projectId, id));

    private static async Task<ServerOfUsers> WithGatewayAsync(this Session session, VpnServerRow server)
    {
        var gateway = await session.FindAsync<GatewayOfServer>(
            "SELECT enterprise_project_id, frozen_effect, deleting FROM p2c_vpn_gateway WHERE id = @P2cVgwId", new { server.P2cVgwId });
        if (gateway is not { Deleting: 0 })
        {
            throw ErrorCatalogue.ServerNotFound.With();
        }
        return new ServerOfUsers(server, gateway.EnterpriseProjectId, gateway.FrozenEffect != 0);
    }

    private sealed record GatewayOfServer
    {
        public required string EnterpriseProjectId { get; init; }
        public required long FrozenEffect { get; init; }
        public required long Deleting { get; init; }
    }
}
