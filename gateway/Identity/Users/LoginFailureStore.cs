using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Users;

/// <summary>SQL of wrong passwords in a row.</summary>
internal static class LoginFailureStore
{
    /// <summary>Unix milliseconds until which the subject is locked, 0 when it is not; null when no failure counts.</summary>
    public static Task<long?> LockedUntilAsync(Session session, string subject) =>
        session.ScalarAsync<long?>("SELECT locked_until FROM login_failure WHERE subject = @subject", new { subject });

    /// <summary>Counts one more, and locks the subject when it was the last one allowed.</summary>
    public static Task AddAsync(Session session, string subject, long now, LoginLimits limits) =>
        session.ExecuteAsync(
            """
            INSERT INTO login_failure (subject, failures, locked_until, expires_at) VALUES (@subject, 1, 0, @expires)
            ON CONFLICT (subject) DO UPDATE SET
              failures = CASE WHEN login_failure.expires_at <= @now THEN 1
                WHEN login_failure.failures + 1 >= @allowed THEN 0 ELSE login_failure.failures + 1 END,
              locked_until = CASE WHEN login_failure.expires_at > @now AND login_failure.failures + 1 >= @allowed THEN @until
                ELSE login_failure.locked_until END,
              expires_at = excluded.expires_at
            """,
            new
            {
                subject,
                now,
                allowed = limits.FailuresInARow,
                until = now + (long)limits.LockTime.TotalMilliseconds,
                expires = now + (long)limits.LockTime.TotalMilliseconds,
            });

    /// <summary>Forgets what no longer counts, so that made-up names do not fill the store.</summary>
    public static Task PurgeAsync(Session session, long now) =>
        session.ExecuteAsync("DELETE FROM login_failure WHERE expires_at <= @now", new { now });

    /// <summary>The password was right.</summary>
    public static Task ClearAsync(Session session, string subject) =>
        session.ExecuteAsync("DELETE FROM login_failure WHERE subject = @subject", new { subject });
}
