using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>What placement needs to know of an agent; see the migration for the columns.</summary>
internal sealed record AgentRow
{
    public required string Id { get; init; }
    public required string Zone { get; init; }
    public required long Capacity { get; init; }
    public required long LeaseUntil { get; init; }
    public required long Lost { get; init; }
}

/// <summary>SQL of the agents themselves.</summary>
internal static class AgentStore
{
    /// <summary>Writes the agent with a new stream; false when it still has end points in another zone.</summary>
    public static async Task<bool> RegisterAsync(Session session, Register register, string stream, long leaseUntil) =>
        await session.ExecuteAsync(
            """
            INSERT INTO agent (id, zone, capacity, backend, session, lease_until, lost)
            VALUES (@AgentId, @Zone, @Capacity, @Backend, @stream, @leaseUntil, 0)
            ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, capacity = excluded.capacity, backend = excluded.backend,
              session = excluded.session, lease_until = excluded.lease_until, lost = 0
            WHERE agent.zone = excluded.zone OR NOT EXISTS (SELECT 1 FROM placement p WHERE p.agent_id = excluded.id)
            """,
            new { register.AgentId, register.Zone, register.Capacity, register.Backend, stream, leaseUntil }) == 1;

    /// <summary>Renews the lease; false when the agent has a newer stream, or its end points are being taken from it.</summary>
    public static async Task<bool> RenewAsync(Session session, string agentId, string stream, long leaseUntil) =>
        await session.ExecuteAsync(
            "UPDATE agent SET lease_until = @leaseUntil WHERE id = @agentId AND session = @stream AND lost = 0",
            new { agentId, stream, leaseUntil }) == 1;

    public static Task<IReadOnlyList<AgentRow>> ListAsync(Session session) =>
        session.QueryAsync<AgentRow>("SELECT id, zone, capacity, lease_until, lost FROM agent");

    /// <summary>Marks agents whose lease is over, unless they came back meanwhile.</summary>
    public static Task<int> MarkLostAsync(Session session, string[] agentIds, long now) =>
        session.ExecuteAsync("UPDATE agent SET lost = 1 WHERE id IN @agentIds AND lost = 0 AND lease_until < @now", new { agentIds, now });

    /// <summary>Every end point that the lost agent still has is marked.</summary>
    public static Task<int> MarkToldAsync(Session session, string agentId) =>
        session.ExecuteAsync("UPDATE agent SET lost = 2 WHERE id = @agentId AND lost = 1", new { agentId });

    /// <summary>Forgets lost agents that have nothing left; one that returns registers anew.</summary>
    public static Task<int> ForgetAsync(Session session, string[] agentIds) =>
        session.ExecuteAsync(
            "DELETE FROM agent WHERE id IN @agentIds AND lost > 0 AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.agent_id = agent.id)",
            new { agentIds });
}
