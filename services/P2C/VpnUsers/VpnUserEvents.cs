using Google.Protobuf;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>The events about users; their generation is the revision of the server that the change made.</summary>
internal sealed class VpnUserEvents(Outbox<P2CDatabase> outbox)
{
    public Task AddCreatedAsync(Session session, IEnumerable<VpnUserRow> users, AccessRevision made) =>
        outbox.AddAllAsync(session, users.Select(user => (made.SubjectOf(user.Id), (IMessage)new VpnUserCreated
        {
            Name = user.Name,
            VpnServerId = user.VpnServerId,
            UserGroupId = user.UserGroupId ?? "",
        })));

    /// <summary>Tells what differs between two states of a user.</summary>
    public Task AddUpdatedAsync(Session session, VpnUserRow before, VpnUserRow after, AccessRevision made)
    {
        var told = new VpnUserUpdated { Name = after.Name, VpnServerId = after.VpnServerId, UserGroupId = after.UserGroupId ?? "" };
        if (before.Description != after.Description)
        {
            told.Changed.Add("description");
        }
        if (before.UserGroupId != after.UserGroupId)
        {
            told.Changed.Add("user_group_id");
        }
        if (before.StaticIp != after.StaticIp)
        {
            told.Changed.Add("static_ip");
        }
        return outbox.AddAsync(session, made.SubjectOf(after.Id), told);
    }

    public Task AddPasswordChangedAsync(Session session, VpnUserRow user, AccessRevision made) =>
        outbox.AddAsync(session, made.SubjectOf(user.Id), new VpnUserPasswordChanged { Name = user.Name, VpnServerId = user.VpnServerId });

    public Task AddDeletedAsync(Session session, IEnumerable<VpnUserRow> users, AccessRevision made) =>
        outbox.AddAllAsync(session, users.Select(user => (made.SubjectOf(user.Id), (IMessage)new VpnUserDeleted
        {
            Name = user.Name,
            VpnServerId = user.VpnServerId,
            UserGroupId = user.UserGroupId ?? "",
        })));
}
