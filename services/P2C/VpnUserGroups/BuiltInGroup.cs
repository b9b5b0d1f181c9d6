using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUserGroups;

/// <summary>The group that every server has from its creation on, which callers neither change nor delete (contract: CreateVpnUserGroup).</summary>
internal static class BuiltInGroup
{
    public const string Name = "default";
    public const string Type = "Default";
    private const string Description = "Default user group";

    /// <summary>Writes it in the transaction that creates its server; the counters of the server leave it out.</summary>
    /// <param name="session">Transaction.</param>
    /// <param name="server">The server.</param>
    /// <param name="id">Id of the group.</param>
    public static Task<int> InsertBuiltInGroupAsync(this Session session, VpnServerRow server, string id) =>
        session.InsertAsync(new VpnUserGroupRow
        {
            Id = id,
            ProjectId = server.ProjectId,
            VpnServerId = server.Id,
            Name = Name,
            Description = Description,
            Type = Type,
            CreatedAt = server.CreatedAt,
            UpdatedAt = server.CreatedAt,
        });
}
