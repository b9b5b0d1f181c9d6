using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.VpnUserGroups;

/// <summary>The events about user groups; their generation is the revision of the server that the change made.</summary>
internal sealed class VpnUserGroupEvents(Outbox<P2CDatabase> outbox)
{
    public Task AddCreatedAsync(Session session, VpnUserGroupRow group, AccessRevision made) =>
        outbox.AddAsync(session, made.SubjectOf(group.Id), new VpnUserGroupCreated { Name = group.Name, VpnServerId = group.VpnServerId });

    public Task AddUpdatedAsync(Session session, VpnUserGroupRow before, VpnUserGroupRow after, AccessRevision made)
    {
        var told = new VpnUserGroupUpdated { Name = after.Name, VpnServerId = after.VpnServerId };
        if (before.Name != after.Name)
        {
            told.Changed.Add("name");
        }
        if (before.Description != after.Description)
        {
            told.Changed.Add("description");
        }
        return outbox.AddAsync(session, made.SubjectOf(after.Id), told);
    }

    public Task AddDeletedAsync(Session session, VpnUserGroupRow group, AccessRevision made) =>
        outbox.AddAsync(session, made.SubjectOf(group.Id), new VpnUserGroupDeleted { Name = group.Name, VpnServerId = group.VpnServerId });

    public Task AddUsersAddedAsync(Session session, VpnUserGroupRow group, string[] userIds, AccessRevision made) =>
        outbox.AddAsync(session, made.SubjectOf(group.Id), new VpnUserGroupUsersAdded
        {
            Name = group.Name,
            VpnServerId = group.VpnServerId,
            UserIds = { userIds },
        });

    public Task AddUsersRemovedAsync(Session session, VpnUserGroupRow group, string[] userIds, AccessRevision made) =>
        outbox.AddAsync(session, made.SubjectOf(group.Id), new VpnUserGroupUsersRemoved
        {
            Name = group.Name,
            VpnServerId = group.VpnServerId,
            UserIds = { userIds },
        });
}
