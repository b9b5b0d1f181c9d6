using Google.Protobuf;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>The events about users, which are in the enterprise project of their gateway.</summary>
internal sealed class VpnUserEvents(Outbox<P2CDatabase> outbox)
{
    public Task AddCreatedAsync(Session session, ServerOfUsers server, IEnumerable<VpnUserRow> users, string requestId) =>
        outbox.AddAllAsync(session, users.Select(user => (Subject(server, user, requestId), (IMessage)new VpnUserCreated
        {
            Name = user.Name,
            VpnServerId = user.VpnServerId,
            UserGroupId = user.UserGroupId ?? "",
        })));

    /// <summary>Tells what differs between two states of a user.</summary>
    public Task AddUpdatedAsync(Session session, ServerOfUsers server, VpnUserRow before, VpnUserRow after, string requestId)
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
        return outbox.AddAsync(session, Subject(server, after, requestId), told);
    }

    public Task AddPasswordChangedAsync(Session session, ServerOfUsers server, VpnUserRow user, string requestId) =>
        outbox.AddAsync(session, Subject(server, user, requestId), new VpnUserPasswordChanged { Name = user.Name, VpnServerId = user.VpnServerId });

    /// <param name="session">Transaction.</param>
    /// <param name="server">The server.</param>
    /// <param name="users">The users as they were, with the revision that their deletion made.</param>
    /// <param name="requestId">The request.</param>
    public Task AddDeletedAsync(Session session, ServerOfUsers server, IEnumerable<VpnUserRow> users, string requestId) =>
        outbox.AddAllAsync(session, users.Select(user => (Subject(server, user, requestId), (IMessage)new VpnUserDeleted
        {
            Name = user.Name,
            VpnServerId = user.VpnServerId,
            UserGroupId = user.UserGroupId ?? "",
        })));

    private static EventSubject Subject(ServerOfUsers server, VpnUserRow user, string requestId) =>
        new(user.ProjectId, server.EnterpriseProjectId, user.Id, user.Revision, requestId);
}
