using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Npgsql;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Shared.Data;

/// <summary>
/// The store of one part: an SQLite file in the data folder, or the PostgreSQL database of the setting <c>DATABASE</c>. Each part has a
/// type of its own, so that several can live in one process without meeting.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    // Every query has its index: a plan made while a table was small and without statistics would read all of it ever after. The rest ends
    // the sessions of processes that are stopped or cut off in the middle of a transaction: others wait for the locks they hold.
    private const string SessionOptions =
        "-c enable_seqscan=off -c jit=off -c idle_in_transaction_session_timeout=60s -c tcp_user_timeout=15s"
        + " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=5";

    private const int MostOpenings = 10;
    private static readonly TimeSpan s_openAgain = TimeSpan.FromMilliseconds(200);
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
        Scripts = new NeededScripts(this);
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

    /// <summary>The migrations that the part needs.</summary>
    public NeededScripts Scripts { get; }

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
            LeaseFence.Around(this)?.Guard(session);
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
    public Task<T> InGroupAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken, string order = "")
    {
        if (LeaseFence.Around(this) is not { } fence)
        {
            return _group.RunAsync(work, order, cancellationToken);
        }
        return _group.RunAsync(
            session =>
            {
                fence.Guard(session);
                return work(session);
            },
            order,
            cancellationToken);
    }

    /// <summary>Waits until every transaction that has written one of these tables has ended; a read that begins then sees what it wrote.</summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c>: one of them takes long; ask again later.</exception>
    public async Task AwaitWritersAsync(IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        try
        {
            await InTransactionAsync(
                session => Dialect.AwaitWriters(tables) is { } statement ? session.ExecuteAsync(statement) : Task.FromResult(0), cancellationToken);
        }
        catch (Exception exception) when (Dialect.IsLockTimeout(exception))
        {
            throw ErrorCatalogue.BackendUnavailable.With();
        }
    }

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
            return await OpenAsync(_postgres, cancellationToken);
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

    // A server that is being restarted is back in a moment, and whoever calls had rather wait than fail.
    private static async Task<DbConnection> OpenAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await postgres.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException exception) when (attempt < MostOpenings && Dialect.IsServerStarting(exception))
            {
                await Task.Delay(s_openAgain, cancellationToken);
            }
        }
    }

    private string ForPostgres(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        var defaults = new NpgsqlConnectionStringBuilder();
        return new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = Schema,
            ApplicationName = Part,
            MaxAutoPrepare = 64,
            // Nothing here changes the state of a session, so that there is nothing to reset between two uses.
            NoResetOnClose = true,
            // A server that is stopped, or behind a network that is cut, is asked anew before its callers have given up.
            Timeout = given.Timeout == defaults.Timeout ? 15 : given.Timeout,
            CommandTimeout = given.CommandTimeout == defaults.CommandTimeout ? 20 : given.CommandTimeout,
            CancellationTimeout = given.CancellationTimeout == defaults.CancellationTimeout ? 1000 : given.CancellationTimeout,
            TcpKeepAlive = true,
            TcpKeepAliveTime = given.TcpKeepAliveTime == 0 ? 5 : given.TcpKeepAliveTime,
            TcpKeepAliveInterval = given.TcpKeepAliveInterval == 0 ? 2 : given.TcpKeepAliveInterval,
            Options = $"{SessionOptions} {given.Options}".TrimEnd(),
        }.ConnectionString;
    }
}
