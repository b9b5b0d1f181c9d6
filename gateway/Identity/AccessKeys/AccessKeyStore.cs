using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.AccessKeys;

/// <summary>An access key; its secret is sealed under <see cref="Purpose"/>.</summary>
internal sealed class AccessKeyRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string Secret { get; init; }

    public bool Enabled { get; init; } = true;

    public long Failures { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long LockedUntil { get; init; }

    /// <summary>Unix milliseconds at which the period of grace of a rotated key ends; 0 when it has none.</summary>
    public long ExpiresAt { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>Whether the key may be used.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public bool IsUsable(long now) => Enabled && (ExpiresAt == 0 || ExpiresAt > now);

    public static string Purpose(string id) => $"access_key/{id}";
}

/// <summary>SQL of access keys.</summary>
internal static class AccessKeyStore
{
    /// <summary>Wrong signatures in a row that are still forgiven; the next one locks the key (auth.md, section 4.2).</summary>
    private const long ForgivenFailures = 5;

    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);

    private const string Select = "SELECT id, user_id, secret, enabled, failures, locked_until, expires_at, created_at FROM access_key";

    public static Task<AccessKeyRow?> FindAsync(Session session, string id) =>
        session.FindAsync<AccessKeyRow>($"{Select} WHERE id = @id", new { id });

    /// <summary>Oldest first.</summary>
    public static Task<IReadOnlyList<AccessKeyRow>> ListAsync(Session session, string userId, Page page) =>
        session.QueryAsync<AccessKeyRow>(
            $"{Select} WHERE user_id = @userId AND (created_at, id) > (@CreatedAt, @Id) ORDER BY created_at, id LIMIT @Rows",
            new { userId, page.CreatedAt, page.Id, page.Rows });

    /// <returns>Whether the id was free.</returns>
    public static async Task<bool> AddAsync(Session session, AccessKeyRow key) =>
        await session.ExecuteAsync(
            """
            INSERT INTO access_key (id, user_id, secret, enabled, failures, locked_until, created_at)
            VALUES (@Id, @UserId, @Secret, 1, 0, 0, @CreatedAt)
            ON CONFLICT DO NOTHING
            """,
            key) == 1;

    public static Task DisableAsync(Session session, string id) =>
        session.ExecuteAsync("UPDATE access_key SET enabled = 0 WHERE id = @id", new { id });

    /// <summary>Lets the key work again, without an end.</summary>
    public static Task EnableAsync(Session session, string id) =>
        session.ExecuteAsync("UPDATE access_key SET enabled = 1, expires_at = 0 WHERE id = @id", new { id });

    /// <summary>Ends the key at a time.</summary>
    public static Task ExpireAsync(Session session, string id, long at) =>
        session.ExecuteAsync("UPDATE access_key SET expires_at = @at WHERE id = @id", new { id, at });

    public static Task DeleteAsync(Session session, string id) => session.ExecuteAsync("DELETE FROM access_key WHERE id = @id", new { id });

    /// <summary>Counts a wrong signature; those that arrive while the key is locked do not prolong it.</summary>
    public static Task AddFailureAsync(Session session, string id, long now) =>
        session.ExecuteAsync(
            """
            UPDATE access_key SET
              locked_until = CASE WHEN failures >= @forgiven THEN @until ELSE locked_until END,
              failures = CASE WHEN failures >= @forgiven THEN 0 ELSE failures + 1 END
            WHERE id = @id AND locked_until <= @now
            """,
            new { id, now, forgiven = ForgivenFailures, until = now + (long)LockTime.TotalMilliseconds });

    public static Task ClearFailuresAsync(Session session, string id) =>
        session.ExecuteAsync("UPDATE access_key SET failures = 0 WHERE id = @id", new { id });
}
