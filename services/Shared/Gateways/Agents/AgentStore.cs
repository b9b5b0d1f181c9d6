using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>What placement needs to know of an agent; see the migration for the columns.</summary>
internal sealed record AgentRow
{
    public required string Id { get; init; }
    public required string Zone { get; init; }
    public required long Capacity { get; init; }
    public required long LeaseUntil { get; init; }
    public required long Lost { get; init; }

    public const string Live = "live";
    public const string Silent = "silent";
    public const string IsLost = "lost";

    public string Backend { get; init; } = "";

    /// <summary>JSON list of the versions it can run, oldest first.</summary>
    public string Versions { get; init; } = "[]";

    /// <summary>As operators are told of it.</summary>
    public string StateAt(long now) => Lost > 0 ? IsLost : LeaseUntil < now ? Silent : Live;
}

/// <summary>SQL of the agents themselves.</summary>
internal static class AgentStore
{
    private const string CurrentSql = "SELECT id FROM agent WHERE id = @agentId AND session = @stream AND lost = 0";

    /// <summary>Whether the agent is known and not lost; and so it stays until the transaction ends.</summary>
    public static async Task<bool> LockLiveAsync(Session session, string agentId) =>
        await session.ScalarAsync<string>("SELECT id FROM agent WHERE id = @agentId AND lost = 0" + session.Dialect.ForUpdate, new { agentId }) is not null;

    /// <summary>Writes the agent with a new stream; false when it still has end points in another zone.</summary>
    public static async Task<bool> RegisterAsync(Session session, Register register, string stream, long leaseUntil) =>
        await session.ExecuteAsync(
            """
            INSERT INTO agent (id, zone, capacity, backend, versions, session, lease_until, lost)
            VALUES (@AgentId, @Zone, @Capacity, @Backend, @versions, @stream, @leaseUntil, 0)
            ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, capacity = excluded.capacity, backend = excluded.backend,
              versions = excluded.versions, session = excluded.session, lease_until = excluded.lease_until, lost = 0
            WHERE agent.zone = excluded.zone OR NOT EXISTS (SELECT 1 FROM placement p WHERE p.agent_id = excluded.id)
            """,
            new { register.AgentId, register.Zone, register.Capacity, register.Backend, versions = register.Versions.ToColumn(), stream, leaseUntil }) == 1;

    /// <summary>Renews the lease; false when the agent has a newer stream, or its end points are being taken from it.</summary>
    public static async Task<bool> RenewAsync(Session session, string agentId, string stream, long leaseUntil) =>
        await session.ExecuteAsync(
            "UPDATE agent SET lease_until = @leaseUntil WHERE id = @agentId AND session = @stream AND lost = 0",
            new { agentId, stream, leaseUntil }) == 1;

    /// <summary>Whether the stream is the agent's newest and the agent is not lost, so that it is told all that happens to its end points.</summary>
    public static async Task<bool> IsCurrentAsync(Session session, string agentId, string stream) =>
        await session.ScalarAsync<string>(CurrentSql, new { agentId, stream }) is not null;

    /// <summary>As <see cref="IsCurrentAsync"/>; and so it stays until the transaction ends.</summary>
    public static async Task<bool> LockCurrentAsync(Session session, string agentId, string stream) =>
        await session.ScalarAsync<string>(CurrentSql + session.Dialect.ForUpdate, new { agentId, stream }) is not null;

    /// <summary>Those of the agents that are lost; none of them comes back before the transaction ends.</summary>
    public static async Task<string[]> LockLostAsync(Session session, string[] agentIds) =>
        [.. await session.QueryAsync<string>(
            "SELECT id FROM agent WHERE id IN @agentIds AND lost > 0 ORDER BY id" + session.Dialect.ForUpdate, new { agentIds })];

    public static Task<IReadOnlyList<AgentRow>> ListAsync(Session session) =>
        session.QueryAsync<AgentRow>("SELECT id, zone, capacity, backend, lease_until, lost, versions FROM agent");

    /// <summary>Marks an agent as lost, unless it gave another sign of life than the last one that was seen.</summary>
    public static async Task<bool> MarkLostAsync(Session session, AgentRow agent) =>
        await session.ExecuteAsync("UPDATE agent SET lost = 1 WHERE id = @Id AND lost = 0 AND lease_until = @LeaseUntil", agent) == 1;

    /// <summary>Every end point that the lost agent still has is marked.</summary>
    public static Task<int> MarkToldAsync(Session session, string agentId) =>
        session.ExecuteAsync("UPDATE agent SET lost = 2 WHERE id = @agentId AND lost = 1", new { agentId });

    /// <summary>Forgets lost agents that have nothing left; one that returns registers anew.</summary>
    public static Task<int> ForgetAsync(Session session, string[] agentIds) =>
        session.ExecuteAsync(
            "DELETE FROM agent WHERE id IN @agentIds AND lost > 0 AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.agent_id = agent.id)",
            new { agentIds });
}
