using Microsoft.Extensions.Logging;
using VpnMesh.Governance;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite;
using VpnMesh.TestKit;

namespace VpnMesh.Monitoring.Tests;

public enum Kind
{
    Sqlite,
    Postgres,
}

/// <summary>A fresh data folder and, for PostgreSQL, a database as fresh, which several instances may share.</summary>
internal sealed class TestStore : IDisposable
{
    private static readonly ReusedDatabases Databases = new(MigrateAsync);
    private readonly TempFolder _folder = new();

    private TestStore(string? connectionString) => ConnectionString = connectionString;

    public static TheoryData<Kind> Kinds { get; } = [Kind.Sqlite, Kind.Postgres];

    public string Folder => _folder.Path;

    private string? ConnectionString { get; }

    public static async Task<TestStore> CreateAsync(Kind kind) =>
        new(kind == Kind.Postgres ? await Databases.BorrowAsync() : null);

    public IEnumerable<string> Settings => [$"--DATA={_folder.Path}", $"--DATABASE={ConnectionString}"];

    public void Dispose()
    {
        _folder.Dispose();
        Databases.GiveBack(ConnectionString);
    }

    // The store is migrated before anything runs.
    private static async Task MigrateAsync(string database)
    {
        using var store = new TestStore(database);
        var builder = PartHost.CreateBuilder([.. store.Settings, $"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}"]);
        builder.Logging.ClearProviders();
        builder.AddGovernance();
        builder.AddSiteToSite();
        builder.AddMonitoring();
        builder.AddEventBus();
        await using var app = builder.Build();
        app.MapGovernance();
        app.MapSiteToSite();
        app.MapMonitoring();
    }
}
