using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace VpnMesh.Shared.Data;

/// <summary>
/// The migrations that the program was written for, and whether its store has them. One with more of them is as good: each is such that the
/// programs before it go on working.
/// </summary>
public sealed class NeededScripts
{
    private readonly Database _database;
    private readonly TaskCompletionSource _applied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<string> _names = [];
    private volatile bool _awaited;

    internal NeededScripts(Database database) => _database = database;

    /// <summary>
    /// Ends when the store has them, which only has to be waited for where somebody else migrates (setting <c>MIGRATE=none</c>).
    /// </summary>
    public Task Applied => _awaited ? _applied.Task : Task.CompletedTask;

    /// <summary>Which scripts of an assembly are migrations.</summary>
    internal static bool IsMigration(string name) => name.Contains(".Migrations.", StringComparison.Ordinal);

    /// <summary>The program needs the migrations of these assemblies.</summary>
    internal void Need(IEnumerable<Assembly> assemblies) =>
        _names = [.. assemblies.SelectMany(assembly => assembly.GetManifestResourceNames()).Where(IsMigration)];

    /// <summary>Somebody else applies them.</summary>
    internal void Await() => _awaited = true;

    /// <summary>Whoever waited for them goes on.</summary>
    internal void Arrive() => _applied.TrySetResult();

    /// <summary>Whether the store has them.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    internal async Task<bool> AreAppliedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var journal = Migrator.Journal(_database.Dialect);
            var applied = await _database.ReadAsync(session => session.QueryAsync<string>($"SELECT scriptname FROM {journal}"), cancellationToken);
            return !_names.Except(applied, StringComparer.Ordinal).Any();
        }
        catch (DbException failure) when (IsAboutNoTable(failure))
        {
            return false;
        }
    }

    private static bool IsAboutNoTable(DbException failure) =>
        failure.SqlState == PostgresErrorCodes.UndefinedTable
        || (failure is SqliteException { SqliteErrorCode: 1 } && failure.Message.Contains("no such table", StringComparison.Ordinal));
}
