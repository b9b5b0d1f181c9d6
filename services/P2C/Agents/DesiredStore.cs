using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.Agents;

/// <summary>What an agent is to run of a gateway.</summary>
internal sealed record DesiredGatewayRow
{
    public required string GatewayId { get; init; }
    public required long Generation { get; init; }
    public required long Deleting { get; init; }
    public required string Flavor { get; init; }
    public required string ConnectSubnet { get; init; }
    public required long MaxConnectionNumber { get; init; }
    public string? Eip { get; init; }
    public required string Version { get; init; }
    public required string PreparedVersion { get; init; }
    public string RequestId { get; init; } = "";
}

/// <summary>SQL of what agents are told and what they report of servers.</summary>
internal static class DesiredStore
{
    private const string Columns =
        "p.gateway_id, p.version, p.prepared_version, g.generation, g.deleting, g.flavor, g.connect_subnet, g.max_connection_number, g.eip, g.request_id";

    private const string IsAtAgent =
        "EXISTS (SELECT 1 FROM placement p WHERE p.gateway_id = vpn_server.p2c_vgw_id AND p.agent_id = @agentId)";

    /// <summary>Every gateway that the agent is to run.</summary>
    public static Task<IReadOnlyList<DesiredGatewayRow>> ListGatewaysAsync(this Session session, string agentId) =>
        session.QueryAsync<DesiredGatewayRow>(
            $"SELECT {Columns} FROM placement p JOIN p2c_vpn_gateway g ON g.id = p.gateway_id WHERE p.agent_id = @agentId AND g.deleting = 0",
            new { agentId });

    /// <summary>
    /// What the agent has not reported yet: what is new to it, then what was changed or is to be removed. Both halves begin at an
    /// index that holds only what is under way (CROSS JOIN keeps SQLite to that order).
    /// </summary>
    public static Task<IReadOnlyList<DesiredGatewayRow>> ListPendingGatewaysAsync(this Session session, string agentId) =>
        session.QueryAsync<DesiredGatewayRow>(
            $"""
            SELECT {Columns} FROM placement p CROSS JOIN p2c_vpn_gateway g
            WHERE p.agent_id = @agentId AND p.observed_generation = 0 AND g.id = p.gateway_id
            UNION ALL
            SELECT {Columns} FROM p2c_vpn_gateway g CROSS JOIN placement p
            WHERE g.observed_generation < g.generation AND p.gateway_id = g.id AND p.agent_id = @agentId
              AND p.observed_generation > 0 AND p.observed_generation < g.generation
            """,
            new { agentId });

    /// <summary>The servers of the gateways of an agent.</summary>
    public static Task<IReadOnlyList<VpnServerRow>> ListServersAsync(this Session session, string agentId) =>
        session.QueryAsync<VpnServerRow>($"{VpnServerStore.Select} WHERE {IsAtAgent}", new { agentId });

    /// <summary>The servers of which an agent has not reported all that it is to have.</summary>
    public static Task<IReadOnlyList<VpnServerRow>> ListPendingServersAsync(this Session session, string agentId) =>
        session.QueryAsync<VpnServerRow>(
            $"""
            {VpnServerStore.Select}
            WHERE (vpn_server.reported_generation < vpn_server.generation OR vpn_server.reported_revision < vpn_server.access_revision) AND {IsAtAgent}
            """,
            new { agentId });

    /// <summary>Those of these servers that are at an agent, locked in the order of their ids.</summary>
    public static Task<IReadOnlyList<VpnServerRow>> LockServersOfAgentAsync(this Session session, string agentId, string[] ids) =>
        session.QueryAsync<VpnServerRow>(
            $"{VpnServerStore.Select} WHERE vpn_server.id IN @ids AND {IsAtAgent} ORDER BY vpn_server.id{session.Dialect.ForUpdate}", new { agentId, ids });

    /// <summary>Writes what an agent reported of a locked server.</summary>
    public static Task ObserveAsync(this Session session, VpnServerRow server) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_server SET reported_generation = @ReportedGeneration, reported_revision = @ReportedRevision,
              observed_generation = @ObservedGeneration, failed = @Failed
            WHERE id = @Id
            """,
            server);

    /// <summary>The servers of gateways that moved to other agents, which know nothing of them yet.</summary>
    public static Task RestartServersAsync(this Session session, string[] gatewayIds) =>
        session.ExecuteAsync("UPDATE vpn_server SET reported_generation = 0, reported_revision = 0 WHERE p2c_vgw_id IN @gatewayIds", new { gatewayIds });

    /// <summary>Users that changed after a revision, up to another, in the order of their changes.</summary>
    public static async Task<IReadOnlyList<(DesiredUser User, long Revision)>> ListUsersAsync(
        this Session session, string serverId, UserPlace after, long upTo, int limit) =>
        [.. (await session.QueryAsync<UserRow>(
            """
            SELECT id, name, static_ip, user_group_id, revision FROM vpn_user
            WHERE vpn_server_id = @serverId AND (revision, id) > (@Revision, @Id) AND revision <= @upTo
            ORDER BY revision, id LIMIT @limit
            """,
            new { serverId, after.Revision, after.Id, upTo, limit }))
            .Select(row => (new DesiredUser { UserId = row.Id, Name = row.Name, StaticIp = row.StaticIp ?? "", UserGroupId = row.UserGroupId ?? "" }, row.Revision))];

    /// <summary>Users that were removed after a revision.</summary>
    public static Task<IReadOnlyList<string>> ListRemovedUsersAsync(this Session session, string serverId, long after, long upTo) =>
        session.QueryAsync<string>(
            "SELECT user_id FROM vpn_user_removal WHERE vpn_server_id = @serverId AND revision > @after AND revision <= @upTo ORDER BY revision",
            new { serverId, after, upTo });

    /// <summary>The access policies of a server.</summary>
    public static async Task<DesiredPolicies> ListPoliciesAsync(this Session session, string serverId) => new()
    {
        Items =
        {
            (await session.QueryAsync<PolicyRow>(
                "SELECT user_group_id, dest_ip_cidrs FROM vpn_access_policy WHERE vpn_server_id = @serverId ORDER BY id", new { serverId }))
                .Select(row => new DesiredPolicy { UserGroupId = row.UserGroupId, DestIpCidrs = { row.DestIpCidrs.ToStrings() } }),
        },
    };

    private sealed class UserRow
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string? StaticIp { get; init; }

        public string? UserGroupId { get; init; }

        public long Revision { get; init; }
    }

    private sealed class PolicyRow
    {
        public string UserGroupId { get; init; } = "";

        public string DestIpCidrs { get; init; } = "";
    }
}

/// <summary>A place in the order in which users of a server changed.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Id">Of the users of that revision, after the one with this id.</param>
internal readonly record struct UserPlace(long Revision, string Id);
