using VpnMesh.TestKit;

namespace VpnMesh.Metering.Tests;

public enum Kind
{
    Sqlite,
    Postgres,
}

/// <summary>A fresh data folder and, for PostgreSQL, a fresh database, which several instances may share.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly TempFolder _folder = new();

    private TestStore(string? connectionString) => ConnectionString = connectionString;

    public static TheoryData<Kind> Kinds { get; } = [Kind.Sqlite, Kind.Postgres];

    public string Folder => _folder.Path;

    private string? ConnectionString { get; }

    public static async Task<TestStore> CreateAsync(Kind kind) =>
        new(kind == Kind.Postgres ? await PostgresServer.Shared.CreateDatabaseAsync() : null);

    public IEnumerable<string> Settings => [$"--DATA={_folder.Path}", $"--DATABASE={ConnectionString}"];

    public void Dispose() => _folder.Dispose();
}
