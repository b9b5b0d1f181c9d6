using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Domains;

/// <summary>An account.</summary>
internal sealed class DomainRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public bool Enabled { get; init; } = true;

    public required long CreatedAt { get; init; }
}

/// <summary>SQL of accounts.</summary>
internal static class DomainStore
{
    private const string Select = "SELECT id, name, description, enabled, created_at FROM domain";

    public static Task<DomainRow?> FindAsync(Session session, string id) =>
        session.FindAsync<DomainRow>($"{Select} WHERE id = @id", new { id });

    public static Task<DomainRow?> FindByNameAsync(Session session, string name) =>
        session.FindAsync<DomainRow>($"{Select} WHERE name = @name", new { name });

    /// <summary>Oldest first.</summary>
    public static Task<IReadOnlyList<DomainRow>> ListAsync(Session session, Page page) =>
        session.QueryAsync<DomainRow>($"{Select} WHERE (created_at, id) > (@CreatedAt, @Id) ORDER BY created_at, id LIMIT @Rows", page);

    /// <summary>Keeps others who do the same from the account until the transaction ends.</summary>
    public static Task LockAsync(Session session, string id) =>
        session.ScalarAsync<string>($"SELECT id FROM domain WHERE id = @id{session.Dialect.ForUpdate}", new { id });

    /// <returns>Whether the name was free.</returns>
    public static async Task<bool> AddAsync(Session session, DomainRow domain) =>
        await session.ExecuteAsync(
            """
            INSERT INTO domain (id, name, description, enabled, created_at)
            VALUES (@Id, @Name, @Description, 1, @CreatedAt)
            ON CONFLICT DO NOTHING
            """,
            domain) == 1;
}
