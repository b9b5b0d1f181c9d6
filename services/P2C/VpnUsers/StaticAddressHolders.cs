using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>The users of a server that have a fixed address, when its <c>client_cidr</c> is to change.</summary>
internal static class StaticAddressHolders
{
    private const string ClientCidr = "vpn_server.client_cidr";

    /// <summary>Refuses a block in which a user could not have the address that it has.</summary>
    /// <param name="session">Transaction that has locked the server.</param>
    /// <param name="serverId">The server.</param>
    /// <param name="clientCidr">The new block.</param>
    /// <exception cref="DomainException"><c>VPN.0001</c>; its message names the first such user.</exception>
    public static async Task RequireStaticAddressesInAsync(this Session session, string serverId, string clientCidr)
    {
        foreach (var user in await session.ListWithStaticIpAsync(serverId))
        {
            if (StaticAddresses.Fault(user.StaticIp, clientCidr) is { } fault)
            {
                throw ErrorCatalogue.InvalidRequest.For(
                    ClientCidr, $"{ClientCidr} does not fit the user {user.Name}, whose static_ip {user.StaticIp} {fault}");
            }
        }
    }
}
