using System.Text.Json;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What was told of gateways. The relay takes rows away, so what was written is caught by a copy of the outbox.</summary>
internal static class ToldEvents
{
    private const string KeepInSqlite =
        """
        CREATE TABLE IF NOT EXISTS told (seq INTEGER, body TEXT);
        CREATE TRIGGER IF NOT EXISTS keep AFTER INSERT ON outbox BEGIN INSERT INTO told VALUES (new.seq, new.body); END
        """;

    private const string KeepInPostgres =
        """
        CREATE TABLE IF NOT EXISTS told (seq BIGINT, body TEXT);
        CREATE OR REPLACE FUNCTION keep() RETURNS trigger AS 'BEGIN INSERT INTO told VALUES (new.seq, new.body); RETURN new; END' LANGUAGE plpgsql;
        CREATE OR REPLACE TRIGGER keep AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION keep()
        """;

    /// <summary>Keeps every event from now on.</summary>
    public static Task KeepEventsAsync(this TestSystem system) =>
        system.ExecuteAsync(system.SiteToSite.Dialect == Dialect.Sqlite ? KeepInSqlite : KeepInPostgres);

    /// <summary>What was told of a resource since, in order.</summary>
    public static async Task<CloudEvent[]> ToldAsync(this TestSystem system, string id)
    {
        var told = await system.QueryAsync<string>("SELECT body FROM told ORDER BY seq");
        return [.. told.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!).Where(one => one.Subject == id)];
    }

    /// <summary>Of an event that tells of a change of status, the two.</summary>
    public static string StatusChange(this CloudEvent one) => $"{one.Data.GetProperty("old_status")} -> {one.Data.GetProperty("new_status")}";
}
