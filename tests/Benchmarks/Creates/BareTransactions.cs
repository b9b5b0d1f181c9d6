using Npgsql;
using VpnMesh.TestKit;

namespace VpnMesh.Benchmarks.Creates;

/// <summary>What any durable create with an event costs at least: a transaction of two inserts over Npgsql.</summary>
internal sealed class BareTransactions(NpgsqlDataSource source) : IAsyncDisposable
{
    private static readonly string Row = new('r', 600);
    private static readonly string Event = new('e', 700);

    public static async Task<BareTransactions> OpenAsync(int clients)
    {
        var options = new NpgsqlConnectionStringBuilder(await PostgresServer.Shared.CreateDatabaseAsync()) { MaxPoolSize = clients, MaxAutoPrepare = 8 };
        var source = NpgsqlDataSource.Create(options);
        await using var command = source.CreateCommand(
            """
            CREATE TABLE resource (id uuid PRIMARY KEY, project_id text NOT NULL, body text NOT NULL);
            CREATE INDEX resource_project ON resource (project_id, id);
            CREATE TABLE outbox (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL);
            """);
        await command.ExecuteNonQueryAsync();
        return new BareTransactions(source);
    }

    public async Task RunAsync()
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var row = new NpgsqlCommand("INSERT INTO resource (id, project_id, body) VALUES ($1, 'p', $2)", connection, transaction))
        {
            row.Parameters.Add(new NpgsqlParameter { Value = Guid.CreateVersion7() });
            row.Parameters.Add(new NpgsqlParameter { Value = Row });
            await row.ExecuteNonQueryAsync();
        }
        await using (var told = new NpgsqlCommand("INSERT INTO outbox (body) VALUES ($1)", connection, transaction))
        {
            told.Parameters.Add(new NpgsqlParameter { Value = Event });
            await told.ExecuteNonQueryAsync();
        }
        await transaction.CommitAsync();
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
