using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.VpnAccessPolicies;

/// <summary>The events about access policies; their generation is the revision of the server that the change made.</summary>
internal sealed class VpnAccessPolicyEvents(Outbox<P2CDatabase> outbox)
{
    // What callers can change, under its name in the contract.
    private static readonly (string Name, Func<VpnAccessPolicyRow, string?> Value)[] Fields =
    [
        ("name", policy => policy.Name),
        ("user_group_id", policy => policy.UserGroupId),
        ("description", policy => policy.Description),
        ("dest_ip_cidrs", policy => policy.DestIpCidrs),
    ];

    public Task AddCreatedAsync(Session session, VpnAccessPolicyRow policy, AccessRevision made) =>
        outbox.AddAsync(session, made.SubjectOf(policy.Id), new VpnAccessPolicyCreated
        {
            Name = policy.Name,
            VpnServerId = policy.VpnServerId,
            UserGroupId = policy.UserGroupId,
            DestIpCidrs = { policy.DestIpCidrs.ToStrings() },
        });

    public Task AddUpdatedAsync(Session session, VpnAccessPolicyRow before, VpnAccessPolicyRow after, AccessRevision made) =>
        outbox.AddAsync(session, made.SubjectOf(after.Id), new VpnAccessPolicyUpdated
        {
            Name = after.Name,
            VpnServerId = after.VpnServerId,
            UserGroupId = after.UserGroupId,
            DestIpCidrs = { after.DestIpCidrs.ToStrings() },
            Changed = { Fields.Where(field => field.Value(before) != field.Value(after)).Select(field => field.Name) },
        });

    public Task AddDeletedAsync(Session session, VpnAccessPolicyRow policy, AccessRevision made) =>
        outbox.AddAsync(session, made.SubjectOf(policy.Id), new VpnAccessPolicyDeleted
        {
            Name = policy.Name,
            VpnServerId = policy.VpnServerId,
            UserGroupId = policy.UserGroupId,
        });
}
