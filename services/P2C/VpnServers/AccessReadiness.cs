using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnServers;

/// <summary>Whether what belongs to a server can be changed now: while it is being updated too, but not before it exists.</summary>
internal static class AccessReadiness
{
    private const string LocalPassword = "LOCAL_PASSWORD";

    /// <summary>Refuses what only a server has that authenticates its clients with local passwords.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void RequireLocalPasswords(this VpnServerRow server)
    {
        if (server.ClientAuthType != LocalPassword)
        {
            throw ErrorCatalogue.InvalidRequest.For("vpn_server_id", $"vpn_server_id must name a server with client_auth_type {LocalPassword}");
        }
    }

    /// <summary>Refuses a change of what belongs to a locked server while the status of the server forbids it.</summary>
    /// <exception cref="DomainException">
    /// <c>VPN.1113</c> it is being created; <c>VPN.1117</c> it is in FAULT or FROZEN, or is being deleted with its gateway.
    /// </exception>
    public static void RequireReady(this VpnServerRow server)
    {
        if (server.GatewayDeleting == 1)
        {
            throw ErrorCatalogue.ServerAbnormal.With();
        }
        server.RequireBuilt();
    }
}
