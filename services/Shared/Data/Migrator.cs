using System.Reflection;
using DbUp;
using DbUp.Builder;
using DbUp.Engine.Output;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace VpnMesh.Shared.Data;

/// <summary>
/// Applies the migrations of a part: plain SQL embedded in its assembly under <c>Store/Migrations</c>, in the order of their names,
/// forward only, under a lock, so that replicas may start together. <c>$counter$</c> stands for <see cref="Dialect.Counter"/>,
/// <c>$ordinal$</c> for <see cref="Dialect.Ordinal"/>.
/// </summary>
public static class Migrator
{
    private const string PostgresJournal = "schema_versions";
    private static readonly Lock s_files = new();

    /// <summary>Brings the store up to date.</summary>
    /// <param name="database">Store of the part.</param>
    /// <param name="assemblies">Where the scripts are; the outbox's come from the messaging assembly.</param>
    /// <exception cref="InvalidOperationException">A script failed; the store is as the scripts before it left it.</exception>
    public static void Migrate(this Database database, params Assembly[] assemblies)
    {
        database.Scripts.Need(WithShared(assemblies));
        if (database.Dialect == Dialect.Sqlite)
        {
            // A file belongs to one process: replicas in it wait for one another here.
            lock (s_files)
            {
                UseWriteAheadLog(database);
                Upgrade(DeployChanges.To.SqliteDatabase(database.ConnectionString), database, assemblies);
            }
            return;
        }
        // Not from the pool: closing it gives the lock back, also when a script has failed.
        var alone = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        using var connection = new NpgsqlConnection(alone.ConnectionString);
        connection.Open();
        Execute(connection, $"SELECT pg_advisory_lock(hashtext('vpnmesh.{database.Schema}'))");
        Execute(connection, $"CREATE SCHEMA IF NOT EXISTS {database.Schema}");
        // A migration takes as long as it takes.
        var patient = new NpgsqlConnectionStringBuilder(database.ConnectionString) { CommandTimeout = 0, Pooling = false };
        patient.Options += " -c idle_in_transaction_session_timeout=0";
        var target = DeployChanges.To.PostgresqlDatabase(patient.ConnectionString, database.Schema)
            .JournalToPostgresqlTable(database.Schema, PostgresJournal);
        Upgrade(target, database, assemblies);
    }

    /// <summary>The assemblies of a part, and that whose tables every store has.</summary>
    internal static IEnumerable<Assembly> WithShared(IEnumerable<Assembly> assemblies) => assemblies.Prepend(typeof(Migrator).Assembly);

    /// <summary>The table with the names of the scripts that were applied, in the column <c>scriptname</c>.</summary>
    internal static string Journal(Dialect dialect) => dialect == Dialect.Sqlite ? "SchemaVersions" : PostgresJournal;

    private static void Upgrade(UpgradeEngineBuilder target, Database database, Assembly[] assemblies)
    {
        foreach (var assembly in WithShared(assemblies))
        {
            target = target.WithScriptsEmbeddedInAssembly(assembly, NeededScripts.IsMigration);
        }
        var result = target
            .WithVariable("counter", database.Dialect.Counter)
            .WithVariable("ordinal", database.Dialect.Ordinal)
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"The store of {database.Part} could not be migrated: {result.ErrorScript?.Name}", result.Error);
        }
    }

    private static void UseWriteAheadLog(Database database)
    {
        using var connection = new SqliteConnection(database.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        // Another replica may be at a long migration.
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }
}
