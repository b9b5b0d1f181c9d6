using System.Collections.Concurrent;
using System.Text;
using Npgsql;

namespace VpnMesh.TestKit;

/// <summary>
/// PostgreSQL databases with the schema of some parts, used by one test after the other: to make one takes more of the processor than most
/// tests do. One that comes back is emptied down to what its migrations wrote; one whose schema a test has changed is not lent again.
/// </summary>
/// <param name="migrate">Gives a new database, named by its connection string, the schema.</param>
public sealed class ReusedDatabases(Func<string, Task> migrate)
{
    // To empty what a test has filled takes longer than to make a new one.
    private const long LargestInBytes = 16 * 1024 * 1024;

    private const string Schema =
        """
        SELECT md5(string_agg(said, '|' ORDER BY said COLLATE "C")) FROM (
            SELECT attrelid::regclass || '.' || attname || ' ' || atttypid || ' ' || attnotnull AS said
            FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND attnum > 0
            UNION ALL SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal)
        """;

    // The journal of the migrations stays.
    private const string Tables =
        """
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND c.relname <> 'schema_versions'
        """;

    private const string Size = $"SELECT coalesce(sum(pg_relation_size(t::regclass)), 0)::bigint FROM ({Tables}) AS own(t)";

    private const string Sequences =
        """
        SELECT format('SELECT setval(%L, %s, %L);', format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value), last_value IS NOT NULL)
        FROM pg_sequences WHERE sequencename NOT LIKE 'schema\_versions%'
        """;

    private readonly ConcurrentBag<(string Address, AsNew AsNew)> _returned = [];
    private readonly ConcurrentDictionary<string, AsNew> _lent = new(StringComparer.Ordinal);

    /// <summary>Connection string of a database that nobody else uses now, as it is after the migrations.</summary>
    public async Task<string> BorrowAsync()
    {
        while (_returned.TryTake(out var returned))
        {
            if (await EmptyAsync(returned.Address, returned.AsNew))
            {
                _lent[returned.Address] = returned.AsNew;
                return returned.Address;
            }
        }
        var address = await PostgresServer.Shared.CreateDatabaseAsync();
        await migrate(address);
        _lent[address] = await DescribeAsync(address);
        return address;
    }

    /// <summary>Takes a database back that nobody uses any more; one that was not lent here is left alone.</summary>
    public void GiveBack(string? address)
    {
        if (address is not null && _lent.TryRemove(address, out var asNew))
        {
            _returned.Add((address, asNew));
        }
    }

    private static async Task<bool> EmptyAsync(string address, AsNew asNew)
    {
        await using var source = PostgresServer.Source(address);
        await using var connection = await source.OpenConnectionAsync();
        if (await ScalarAsync(connection, Schema) as string != asNew.Schema || (long)(await ScalarAsync(connection, Size))! > LargestInBytes)
        {
            return false;
        }
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(asNew.Restore, connection, transaction);
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return true;
    }

    private static async Task<AsNew> DescribeAsync(string address)
    {
        await using var source = PostgresServer.Source(address);
        await using var connection = await source.OpenConnectionAsync();
        // Without foreign keys: the order of the tables does not matter.
        var restore = new StringBuilder("SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '10s';");
        foreach (var table in await ListAsync(connection, Tables))
        {
            restore.Append("DELETE FROM ").Append(table).Append(';');
            if (await ScalarAsync(connection, $"SELECT json_agg(t) FROM {table} t") is string rows)
            {
                var literal = rows.Replace("'", "''", StringComparison.Ordinal);
                restore.Append($"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::{table}, '{literal}');");
            }
        }
        restore.AppendJoin(' ', await ListAsync(connection, Sequences));
        return new AsNew((string)(await ScalarAsync(connection, Schema))!, restore.ToString());
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<List<string>> ListAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var all = new List<string>();
        while (await reader.ReadAsync())
        {
            all.Add(reader.GetString(0));
        }
        return all;
    }

    /// <param name="Schema">Digest of its tables, columns and triggers.</param>
    /// <param name="Restore">Statements that take away what was added and bring back what the migrations wrote.</param>
    private sealed record AsNew(string Schema, string Restore);
}
