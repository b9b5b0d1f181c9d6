using Microsoft.Extensions.Configuration;
using Npgsql;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.P2C.VpnUsers;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.Benchmarks.Users;

/// <summary>An active VPN server with many users, written as rows: members of its built-in group, some with a fixed address.</summary>
/// <param name="Id">Id of the server.</param>
/// <param name="GroupId">Id of its built-in group.</param>
/// <param name="UserId">Id of one of the users, who is called <see cref="UserName"/> and has the password <see cref="Password"/>.</param>
internal sealed record FilledServer(string Id, string GroupId, string UserId)
{
    public const string UserName = "user-500";
    public const string Password = "Qwerasdf1";

    public static async Task<FilledServer> InsertAsync(SeparateOnPostgres system, NpgsqlDataSource source, int users)
    {
        var server = new FilledServer(NewId(), NewId(), NewId());
        var project = system.Admin.ProjectId;
        await ExecuteAsync(source, Belongings(server, NewId(), project));
        await ExecuteAsync(source, Users(server, project, users));
        await using var password = source.CreateCommand("UPDATE p2c.vpn_user SET password = $1, id = $2 WHERE vpn_server_id = $3 AND name = $4");
        foreach (var value in new[] { Stored(system, server.UserId), server.UserId, server.Id, UserName })
        {
            password.Parameters.AddWithValue(value);
        }
        await password.ExecuteNonQueryAsync();
        return server;
    }

    // A hash that takes next to no time, as hashes tell their own parameters: what is measured is all the rest of a check.
    private static string Stored(SeparateOnPostgres system, string userId)
    {
        var file = system.Files().Single(path => path.EndsWith("VpnMesh.P2C/keys.json", StringComparison.Ordinal));
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("KEY_RING", file)]).Build();
        return KeyRing.Open(settings).Seal(Argon2id.Hash(Password, memoryKib: 8, passes: 1), UserPasswords.Purpose(userId));
    }

    private static string Belongings(FilledServer server, string gatewayId, string project) =>
        $$"""
        INSERT INTO p2c.p2c_vpn_gateway (id, project_id, enterprise_project_id, name, vpc_id, connect_subnet, flavor, zones,
          max_connection_number, tags, created_at, updated_at, applied_at, generation, observed_generation, version)
        VALUES ('{{gatewayId}}', '{{project}}', '0', 'p2c-vpngw-bench', '{{gatewayId}}', '{{gatewayId}}', 'Professional1', '["zone-a"]',
          500, '[]', 1, 1, 1, 1, 1, '5.1.0');
        INSERT INTO p2c.vpn_server (id, project_id, p2c_vgw_id, client_cidr, local_subnets, client_auth_type, tunnel_protocol, certificate_source,
          ssl_options, dns_servers, created_at, updated_at, generation, observed_generation)
        VALUES ('{{server.Id}}', '{{project}}', '{{gatewayId}}', '10.0.0.0/16', '["192.168.0.0/24"]', 'LOCAL_PASSWORD', 'SSL', 'SERVICE_SIGN',
          '{"protocol":"TCP","port":443,"encryption_algorithm":"AES-128-GCM","is_compressed":false}', '[]', 1, 1, 1, 1);
        INSERT INTO p2c.vpn_user_group (id, project_id, vpn_server_id, name, type, created_at, updated_at)
        VALUES ('{{server.GroupId}}', '{{project}}', '{{server.Id}}', 'default', 'Default', 1, 1);
        """;

    // The counter of the server stays at nought: it may not have more than 500 users, and some are to be created.
    private static string Users(FilledServer server, string project, int users) =>
        $"""
        INSERT INTO p2c.vpn_user (id, project_id, vpn_server_id, name, user_group_id, static_ip, password, former_passwords,
          created_at, updated_at, revision)
        SELECT gen_random_uuid()::text, '{project}', '{server.Id}', 'user-' || number, '{server.GroupId}',
          CASE WHEN number < 16384 THEN '10.0.' || number / 64 || '.' || number % 64 * 4 + 1 END, 'unused', '[]', number, number, number
        FROM generate_series(1, {users}) AS number;
        UPDATE p2c.vpn_user_group SET user_number = {users} WHERE id = '{server.GroupId}';
        UPDATE p2c.vpn_server SET access_revision = {users} WHERE id = '{server.Id}';
        ANALYZE p2c.vpn_user;
        """;

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    private static string NewId() => Guid.CreateVersion7().ToString();
}
