using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>The operations of users; each is in a file of its name.</summary>
internal sealed partial class VpnUserService(
    P2CDatabase database, ClientTokenCalls tokens, UserPasswords passwords, VpnUserEvents events, TimeProvider time)
    : Protos.P2C.V5.VpnUsers.VpnUsersBase
{
    /// <exception cref="DomainException"><c>VPN.1116</c></exception>
    private static async Task<VpnServerRow> FindServerAsync(Session session, CallerContext caller, string serverId) =>
        await session.FindVpnServerAsync(caller.ProjectId, serverId) ?? throw ErrorCatalogue.ServerNotFound.With();

    /// <exception cref="DomainException"><c>VPN.1303</c></exception>
    private static async Task<VpnUserRow> FindUserAsync(Session session, CallerContext caller, string serverId, string userId) =>
        await session.FindVpnUserAsync(caller.ProjectId, serverId, userId) ?? throw ErrorCatalogue.UserNotFound.With();

    /// <exception cref="DomainException"><c>VPN.1301</c></exception>
    private static async Task<GroupOfUsers> FindGroupAsync(Session session, string serverId, string groupId) =>
        await session.FindGroupOfUsersAsync(serverId, Stored(groupId)) ?? throw ErrorCatalogue.GroupNotFound.For("user.user_group_id");

    /// <summary>Refuses an address that users of the server may not have, or that another one has.</summary>
    /// <param name="server">The server.</param>
    /// <param name="staticIp">Null: drawn at each connection.</param>
    /// <param name="others">The users that have the address.</param>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    private static void RequireFree(VpnServerRow server, string? staticIp, IEnumerable<TakenByUser> others)
    {
        var fault = StaticAddresses.Fault(staticIp, server.ClientCidr);
        if (fault is null && staticIp is not null && others.Any(other => other.StaticIp == staticIp))
        {
            fault = "is the address of another user of the server";
        }
        if (fault is not null)
        {
            throw ErrorCatalogue.InvalidRequest.For(VpnUserRules.StaticIpField, $"{VpnUserRules.StaticIpField} {fault}");
        }
    }

    // Ids are told apart by value: a UUID in upper case names the same resource. What is no UUID names none.
    private static string Stored(string id) => Wire.IsUuid(id) ? id.ToLowerInvariant() : "";
}
