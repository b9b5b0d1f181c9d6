using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUserGroups;

/// <summary>The operations of user groups; each is in a file of its name.</summary>
internal sealed partial class VpnUserGroupService(P2CDatabase database, ClientTokenCalls clientTokens, VpnUserGroupEvents events, TimeProvider time)
    : Protos.P2C.V5.VpnUserGroups.VpnUserGroupsBase
{
    /// <exception cref="DomainException"><c>VPN.1301</c></exception>
    private static async Task<VpnUserGroupRow> RequireGroupAsync(Session session, VpnServerRow server, string id) =>
        await session.FindVpnUserGroupAsync(server, id) ?? throw ErrorCatalogue.GroupNotFound.With();

    /// <exception cref="DomainException"><c>VPN.1316</c></exception>
    private static void RequireCustom(VpnUserGroupRow group)
    {
        if (group.Type == BuiltInGroup.Type)
        {
            throw ErrorCatalogue.GroupBuiltIn.With();
        }
    }

    /// <summary>The named users, all of which the server must have.</summary>
    /// <exception cref="DomainException"><c>VPN.1303</c></exception>
    private static async Task<IReadOnlyList<MemberRow>> RequireUsersAsync(Session session, VpnServerRow server, string[] ids)
    {
        // Of more ids than the server has users one is wrong: the others need not be looked up.
        var sought = ids.Length > server.UserNumber ? [] : ids.Where(Wire.IsUuid).ToArray();
        var found = sought.Length == 0 ? [] : await session.FindUsersAsync(server, sought);
        if (found.Count == ids.Length)
        {
            return found;
        }
        var known = found.Select(user => user.Id).ToHashSet();
        throw ErrorCatalogue.UserNotFound.For(VpnUserGroupRules.FieldOf(Array.FindIndex(ids, id => !known.Contains(id))));
    }

    // Ids are told apart by value: a UUID in upper case names the same resource. What is no UUID names none.
    private static string Stored(string id) => Wire.IsUuid(id) ? id.ToLowerInvariant() : "";
}
