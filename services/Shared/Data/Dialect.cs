using System.Collections.Concurrent;
using System.Data.Common;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace VpnMesh.Shared.Data;

/// <summary>What differs between the two databases; everything else is the same SQL.</summary>
public abstract partial class Dialect
{
    /// <summary>The embedded default: one file, one writer.</summary>
    public static readonly Dialect Sqlite = new SqliteDialect();

    /// <summary>PostgreSQL, for everything that scales out.</summary>
    public static readonly Dialect Postgres = new PostgresDialect();

    /// <summary>Type of a key that counts up: used in migrations as <c>$counter$</c>.</summary>
    public abstract string Counter { get; }

    /// <summary>After the type of a text column: it is ordered by code points, as here: used in migrations as <c>$ordinal$</c>.</summary>
    public abstract string Ordinal { get; }

    /// <summary>Whether transactions that write exclude one another, so that they had better queue in the process.</summary>
    public abstract bool SingleWriter { get; }

    /// <summary>Appended to a SELECT whose rows are about to be changed: locks them where rows can be locked.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Appended to a SELECT whose rows are about to be referred to: they stay, but others may refer to them at the same time.</summary>
    public abstract string ForReference { get; }

    /// <summary>Appended to a SELECT whose rows must stay as they are: nobody changes them before the transaction ends.</summary>
    public abstract string ForShare { get; }

    /// <summary>As <see cref="ForUpdate"/>, passing over rows that another transaction holds.</summary>
    public abstract string ForUpdateSkipLocked { get; }

    /// <summary>
    /// Expression for the place of the running transaction in an order of changes that readers follow with a cursor. Writers lock nothing
    /// for it, so that places are not taken in the order of commits: a change may become visible after others with a greater place.
    /// </summary>
    /// <param name="greatest">Expression for the greatest place written so far, 0 when there is none: a single writer counts on from it.</param>
    public abstract string ChangePlace(string greatest);

    /// <summary>
    /// Expression for the next cursor of a reader: every change with a lesser place is visible to this statement or was rolled back. Read it
    /// first, then the changes from the present cursor on; some are read again the next time, none is missed.
    /// </summary>
    /// <param name="greatest">As for <see cref="ChangePlace"/>.</param>
    public abstract string ChangeHorizon(string greatest);

    /// <summary>
    /// Expression that is greater than every place that this statement can see, unless it was written in a database that the store was
    /// copied from since and that was further on.
    /// </summary>
    /// <param name="greatest">As for <see cref="ChangePlace"/>.</param>
    public abstract string ChangeEnd(string greatest);

    /// <summary>
    /// A statement as the database takes it: <c>IN @list</c> is written alike for both, but the list reaches PostgreSQL as one array.
    /// Lists must be arrays or <see cref="List{T}"/>.
    /// </summary>
    public abstract string Adapt(string sql);

    /// <summary>Whether the transaction was ended because another waited for it, and it for the other; it can be done again.</summary>
    public static bool IsDeadlock(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };

    /// <summary>Whether a lock was not had in the time that was given for it.</summary>
    public static bool IsLockTimeout(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    /// <summary>Whether a connection could not be made because the server is away or starts, which may be over in a moment.</summary>
    public static bool IsServerStarting(Exception exception) => exception switch
    {
        PostgresException refused => refused.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown,
        NpgsqlException lost => lost.InnerException is SocketException or IOException,
        _ => false,
    };

    /// <summary>Statement after which no transaction is under way that has written one of these tables; null where only one is at a time.</summary>
    public abstract string? AwaitWriters(IEnumerable<string> tables);

    /// <summary>Whether an exception says that a row with this key exists already.</summary>
    public abstract bool IsDuplicateKey(DbException exception);

    private sealed class SqliteDialect : Dialect
    {
        public override string Counter => "INTEGER PRIMARY KEY AUTOINCREMENT";

        public override string Ordinal => "COLLATE BINARY";

        public override bool SingleWriter => true;

        public override string ForUpdate => "";

        public override string ForReference => "";

        public override string ForShare => "";

        public override string ForUpdateSkipLocked => "";

        public override string ChangePlace(string greatest) => $"{greatest} + 1";

        public override string ChangeHorizon(string greatest) => $"{greatest} + 1";

        public override string ChangeEnd(string greatest) => $"{greatest} + 1";

        public override string Adapt(string sql) => sql;

        public override string? AwaitWriters(IEnumerable<string> tables) => null;

        public override bool IsDuplicateKey(DbException exception) =>
            exception is SqliteException { SqliteExtendedErrorCode: 1555 or 2067 };
    }

    private sealed partial class PostgresDialect : Dialect
    {
        private readonly ConcurrentDictionary<string, string> _adapted = new(StringComparer.Ordinal);

        public override string Counter => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

        public override string Ordinal => "COLLATE \"C\"";

        public override bool SingleWriter => false;

        public override string ForUpdate => " FOR UPDATE";

        public override string ForReference => " FOR KEY SHARE";

        public override string ForShare => " FOR SHARE";

        public override string ForUpdateSkipLocked => " FOR UPDATE SKIP LOCKED";

        // The number of the transaction. All below that of the oldest one running are committed or rolled back.
        public override string ChangePlace(string greatest) => "pg_current_xact_id()::text::bigint";

        public override string ChangeHorizon(string greatest) => "pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

        public override string ChangeEnd(string greatest) => "pg_snapshot_xmax(pg_current_snapshot())::text::bigint";

        public override string Adapt(string sql) =>
            sql.Contains(" IN @", StringComparison.Ordinal) ? _adapted.GetOrAdd(sql, text => InList().Replace(text, "= ANY($1)")) : sql;

        // Writers that come meanwhile wait behind this, so it gives up before anybody notices.
        public override string? AwaitWriters(IEnumerable<string> tables) =>
            $"SET LOCAL lock_timeout = '500ms'; LOCK TABLE {string.Join(", ", tables)} IN SHARE MODE";

        public override bool IsDuplicateKey(DbException exception) =>
            exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

        [GeneratedRegex(@"(?<!NOT )\bIN (@\w+)")]
        private static partial Regex InList();
    }
}
