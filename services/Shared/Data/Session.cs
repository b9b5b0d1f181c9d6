using System.Data.Common;
using System.Text;
using Dapper;

namespace VpnMesh.Shared.Data;

/// <summary>
/// A connection, in a transaction or not. Stores take one as their first argument, so that what belongs together is written together.
/// </summary>
public sealed class Session : IAsyncDisposable
{
    // Both databases take more: SQLite 32,766, PostgreSQL 65,535.
    private const int MostParameters = 30_000;

    private readonly DbConnection _connection;
    private readonly CancellationToken _cancellationToken;
    private List<Action>? _afterCommit;
    private List<Func<Task>>? _beforeCommit;

    // Statements that changed rows or may have: those that failed, or changed at least one.
    private int _writes;

    static Session()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.ConnectionStringComparer = new KindOfDatabase();
    }

    internal Session(Dialect dialect, DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        Dialect = dialect;
        _connection = connection;
        Transaction = transaction;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The database's own ways.</summary>
    public Dialect Dialect { get; }

    /// <summary>How far the session has come.</summary>
    internal (int Writes, int Actions, int Checks) Progress => (_writes, _afterCommit?.Count ?? 0, _beforeCommit?.Count ?? 0);

    internal DbTransaction? Transaction { get; }

    /// <summary>Runs a statement that changes rows.</summary>
    /// <returns>Number of rows changed.</returns>
    public async Task<int> ExecuteAsync(string sql, object? arguments = null)
    {
        _writes++;
        var changed = await _connection.ExecuteAsync(Command(sql, arguments));
        if (changed == 0)
        {
            _writes--;
        }
        return changed;
    }

    /// <summary>Writes new rows, many in one statement.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns, with commas between them; each row has a property of the name of each, in any case and without underscores.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="onConflict">What becomes of rows that are there already (<c>ON CONFLICT …</c>); empty: an error.</param>
    public async Task InsertAllAsync<T>(string table, string columns, IReadOnlyCollection<T> rows, string onConflict = "")
        where T : notnull
    {
        var properties = columns.Split(',', StringSplitOptions.TrimEntries)
            .Select(column => typeof(T).GetProperties().Single(property => property.Name.Equals(column.Replace("_", ""), StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        foreach (var page in rows.Chunk(MostParameters / properties.Length))
        {
            var sql = new StringBuilder($"INSERT INTO {table} ({columns}) VALUES ");
            var arguments = new DynamicParameters();
            foreach (var (number, row) in page.Index())
            {
                sql.Append(number == 0 ? "(" : ", (").AppendJoin(", ", properties.Select((_, column) => $"@p{number}_{column}")).Append(')');
                foreach (var (column, property) in properties.Index())
                {
                    arguments.Add($"p{number}_{column}", property.GetValue(row));
                }
            }
            await ExecuteAsync(sql.Append(' ').Append(onConflict).ToString(), arguments);
        }
    }

    /// <summary>Runs a statement that changes rows and returns some of them (<c>RETURNING</c>).</summary>
    public async Task<IReadOnlyList<T>> ExecuteReturningAsync<T>(string sql, object? arguments = null)
    {
        _writes++;
        return (await _connection.QueryAsync<T>(Command(sql, arguments))).AsList();
    }

    /// <summary>All rows of a query.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments = null) =>
        (await _connection.QueryAsync<T>(Command(sql, arguments))).AsList();

    /// <summary>The only row of a query, or null.</summary>
    public Task<T?> FindAsync<T>(string sql, object? arguments = null) => _connection.QuerySingleOrDefaultAsync<T>(Command(sql, arguments));

    /// <summary>The only value of a query; the type's default when there is no row.</summary>
    public Task<T?> ScalarAsync<T>(string sql, object? arguments = null) => _connection.ExecuteScalarAsync<T>(Command(sql, arguments));

    /// <summary>Runs as the last thing in the transaction, when all is written; what it throws undoes all of it.</summary>
    public void BeforeCommit(Func<Task> check) => (_beforeCommit ??= []).Add(check);

    /// <inheritdoc cref="BeforeCommit(Func{Task})"/>
    public void BeforeCommit(Action check) => BeforeCommit(() =>
    {
        check();
        return Task.CompletedTask;
    });

    /// <summary>Runs once the transaction is durable; never when it is not. Must be quick and must not throw.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Transaction is not null)
        {
            await Transaction.DisposeAsync();
        }
        await _connection.DisposeAsync();
    }

    /// <summary>Forgets what work that failed wanted done before and after the commit.</summary>
    /// <returns>False when it has written something, so that only a rollback can undo it.</returns>
    internal bool TryForgetSince((int Writes, int Actions, int Checks) progress)
    {
        _beforeCommit?.RemoveRange(progress.Checks, _beforeCommit.Count - progress.Checks);
        _afterCommit?.RemoveRange(progress.Actions, _afterCommit.Count - progress.Actions);
        return _writes == progress.Writes;
    }

    internal async Task CommitAsync()
    {
        foreach (var check in _beforeCommit ?? [])
        {
            await check();
        }
        await Transaction!.CommitAsync(CancellationToken.None);
        if (_afterCommit is not { } actions)
        {
            return;
        }
        foreach (var action in actions)
        {
            action();
        }
    }

    private CommandDefinition Command(string sql, object? arguments) =>
        new(Dialect.Adapt(sql), arguments, Transaction, cancellationToken: _cancellationToken);
}
