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

    public required long CreatedAt { get; init; }

    public static string Purpose(string id) => $"access_key/{id}";
}

/// <summary>SQL of access keys.</summary>
internal static class AccessKeyStore
{
    /// <summary>Wrong signatures in a row that are still forgiven; the next one locks the key (auth.md, section 4.2).</summary>
    private const long ForgivenFailures = 5;

    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);

    public static Task<AccessKeyRow?> FindAsync(Session session, string id) =>
        session.FindAsync<AccessKeyRow>(
            "SELECT id, user_id, secret, enabled, failures, locked_until, created_at FROM access_key WHERE id = @id", new { id });

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
