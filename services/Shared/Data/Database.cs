using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Npgsql;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Shared.Data;

/// <summary>
/// The store of one part: an SQLite file in the data folder, or the PostgreSQL database of the setting <c>DATABASE</c>. Each part has a
/// type of its own, so that several can live in one process without meeting.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource? _postgres;
    private readonly string? _sqlite;
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly CommitGroup _group;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="part">Name of the part: names the SQLite file and the PostgreSQL schema.</param>
    /// <param name="settings">Settings <c>DATABASE</c> and <c>DATA</c>.</param>
    protected Database(string part, IConfiguration settings)
    {
        Part = part;
        _group = new CommitGroup(this);
        if (settings["DATABASE"] is { Length: > 0 } connectionString)
        {
            Dialect = Dialect.Postgres;
            ConnectionString = ForPostgres(connectionString);
            // Only types that every server has are used: to ask for all of them takes longer than all else that a start does.
            _postgres = new NpgsqlSlimDataSourceBuilder(ConnectionString) { Name = part }
                .EnableArrays()
                .ConfigureTypeLoading(types => types.EnableTypeLoading(false))
                .Build();
            return;
        }
        Dialect = Dialect.Sqlite;
        var file = Path.Combine(settings.DataFolder(), part + ".db");
        ConnectionString = _sqlite = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true, DefaultTimeout = 30 }.ConnectionString;
    }

    /// <summary>Name of the part that owns the store.</summary>
    public string Part { get; }

    /// <summary>Which of the two databases this is.</summary>
    public Dialect Dialect { get; }

    internal string ConnectionString { get; }

    internal string Schema => Part.Replace('-', '_');

    /// <summary>A session outside of any transaction, for reads.</summary>
    public async Task<Session> OpenAsync(CancellationToken cancellationToken) =>
        new(Dialect, await ConnectAsync(cancellationToken), null, cancellationToken);

    /// <summary>Reads something in a session of its own.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(cancellationToken);
        return await read(session);
    }

    /// <summary>Reads several things as they are at one moment, whatever others write meanwhile; nobody waits for it.</summary>
    public async Task<T> ReadTogetherAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        await using var session = new Session(Dialect, connection, await BeginReadAsync(connection, cancellationToken), cancellationToken);
        return await read(session);
    }

    /// <summary>Runs work in a transaction of its own; durable when it returns, undone when it throws.</summary>
    public async Task<T> InTransactionAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var outcome = TransactionTelemetry.RolledBack;
        using var span = TransactionTelemetry.Begin(Part);
        await EnterAsync(cancellationToken);
        try
        {
            await using var session = await BeginAsync(cancellationToken);
            var result = await work(session);
            await session.CommitAsync();
            outcome = TransactionTelemetry.Committed;
            return result;
        }
        finally
        {
            Leave();
            TransactionTelemetry.End(Part, start, outcome);
        }
    }

    /// <summary>
    /// As <see cref="InTransactionAsync{T}"/>, but work that waits at the same time is committed together, which spares the wait for
    /// the disk. The work may run a second time, alone, when another of the group fails; it must have no effect but through its session.
    /// </summary>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Keeps the work from being started; what is started is finished.</param>
    /// <param name="order">
    /// Names the rows that the work shares with others, such as those of a project. A group locks them in this order, so that the groups
    /// of two replicas do not wait for one another.
    /// </param>
    public Task<T> InGroupAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken, string order = "") =>
        _group.RunAsync(work, order, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _group.DisposeAsync();
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
        if (_sqlite is not null)
        {
            // Pooled connections keep the file open, and its write-ahead log with it.
            await using var connection = new SqliteConnection(_sqlite);
            SqliteConnection.ClearPool(connection);
        }
        _writer.Dispose();
        GC.SuppressFinalize(this);
    }

    internal async Task<Session> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            return new Session(Dialect, connection, transaction, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal Task EnterAsync(CancellationToken cancellationToken) => Dialect.SingleWriter ? _writer.WaitAsync(cancellationToken) : Task.CompletedTask;

    internal void Leave()
    {
        if (Dialect.SingleWriter)
        {
            _writer.Release();
        }
    }

    internal async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_postgres is not null)
        {
            return await _postgres.OpenConnectionAsync(cancellationToken);
        }
        var connection = new SqliteConnection(_sqlite);
        await connection.OpenAsync(cancellationToken);
        // FULL: what was acknowledged survives the loss of power, not only that of the process.
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = FULL";
        command.ExecuteNonQuery();
        return connection;
    }

    private static async Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            // Deferred: the file is not locked for writing, and the write-ahead log keeps the moment of the first read.
            return connection is SqliteConnection file
                ? file.BeginTransaction(deferred: true)
                : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private string ForPostgres(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = Schema,
            ApplicationName = Part,
            MaxAutoPrepare = 64,
            // Nothing here changes the state of a session, so that there is nothing to reset between two uses.
            NoResetOnClose = true,
            // Every query has its index. A plan made while a table was small and without statistics would read all of it ever after.
            Options = "-c enable_seqscan=off -c jit=off",
        }.ConnectionString;
}
