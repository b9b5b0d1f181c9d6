using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientAccess;

/// <summary>SQL of <c>vpn_user_failure</c>.</summary>
internal static class PasswordFailureStore
{
    /// <summary>Until when a name is locked, in Unix milliseconds, 0 when it is not; null when no failure counts.</summary>
    public static Task<long?> FindLockAsync(this Session session, string serverId, string name, long now) =>
        session.ScalarAsync<long?>(
            "SELECT locked_until FROM vpn_user_failure WHERE vpn_server_id = @serverId AND name = @name AND expires_at > @now",
            new { serverId, name, now });

    /// <summary>Counts one more wrong password, and locks the name when it was the last one allowed. A lock is not prolonged.</summary>
    /// <returns>Until when the name is locked, in Unix milliseconds; 0 when it is not.</returns>
    public static async Task<long> AddFailureAsync(this Session session, string serverId, string name, long now) =>
        (await session.ExecuteReturningAsync<long>(
            """
            INSERT INTO vpn_user_failure (vpn_server_id, name, failures, locked_until, expires_at) VALUES (@serverId, @name, 1, 0, @until)
            ON CONFLICT (vpn_server_id, name) DO UPDATE SET
              failures = CASE WHEN vpn_user_failure.expires_at <= @now THEN 1 ELSE vpn_user_failure.failures + 1 END,
              locked_until = CASE WHEN vpn_user_failure.expires_at <= @now THEN 0
                WHEN vpn_user_failure.failures + 1 = @allowed THEN @until ELSE vpn_user_failure.locked_until END,
              expires_at = CASE WHEN vpn_user_failure.expires_at > @now AND vpn_user_failure.failures >= @allowed
                THEN vpn_user_failure.expires_at ELSE @until END
            RETURNING locked_until
            """,
            new { serverId, name, now, until = now + PasswordLock.LastsMs, allowed = PasswordLock.FailuresInARow }))[0];

    /// <summary>Failures in a row count no more: the password was right or is another, or the user is gone.</summary>
    public static Task<int> ForgetFailuresAsync(this Session session, string serverId, string[] names) =>
        session.ExecuteAsync("DELETE FROM vpn_user_failure WHERE vpn_server_id = @serverId AND name IN @names", new { serverId, names });

    /// <summary>As <see cref="ForgetFailuresAsync"/>, unless the name was locked meanwhile.</summary>
    /// <returns>Until when it is locked, in Unix milliseconds; 0 when it is not.</returns>
    public static async Task<long> ForgetUnlockedAsync(this Session session, string serverId, string name, long now)
    {
        await session.ExecuteAsync(
            "DELETE FROM vpn_user_failure WHERE vpn_server_id = @serverId AND name = @name AND locked_until <= @now", new { serverId, name, now });
        return await session.FindLockAsync(serverId, name, now) ?? 0;
    }

    public static Task<int> PruneFailuresAsync(this Session session, long now) =>
        session.ExecuteAsync("DELETE FROM vpn_user_failure WHERE expires_at <= @now", new { now });
}
