namespace VpnMesh.Shared.Data;

/// <summary>
/// Takes the connection strings of all databases of a dialect for one another. What Dapper compiles for a query then serves every store
/// of a process, of which the embedded default has six; it looks at the columns of each answer itself.
/// </summary>
internal sealed class KindOfDatabase : IEqualityComparer<string>
{
    // SQLite's begin with the file; PostgreSQL's never name one.
    private const string Sqlite = "Data Source=";

    /// <inheritdoc />
    public bool Equals(string? x, string? y) => IsSqlite(x) == IsSqlite(y);

    /// <inheritdoc />
    public int GetHashCode(string connectionString) => IsSqlite(connectionString) ? 1 : 0;

    private static bool IsSqlite(string? connectionString) =>
        connectionString?.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase) == true;
}
