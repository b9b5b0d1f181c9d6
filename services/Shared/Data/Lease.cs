using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Shared.Data;

/// <summary>
/// Which replica does the work of one name. A holder writes another mark before the lease is over; the others take it from whom they have
/// seen write none for so long, by their own monotonic clock: neither a step of a clock nor skew between replicas moves a lease.
/// </summary>
/// <param name="name">Name of the lease.</param>
/// <param name="owner">Who asks.</param>
/// <param name="length">How long a lease lasts without another mark.</param>
/// <param name="time">Clock.</param>
internal sealed class Lease(string name, string owner, TimeSpan length, TimeProvider time)
{
    private Row? _seen;
    private long _seenAt;

    /// <summary>Takes the lease, or renews it.</summary>
    /// <returns>Whether it is held.</returns>
    public async Task<bool> TryTakeAsync(Session session)
    {
        var row = await session.FindAsync<Row>("SELECT owner, expires_at FROM lease WHERE name = @name", new { name });
        // The replicas of an earlier release go by the clock.
        var mark = Math.Max(time.NowMs() + (long)length.TotalMilliseconds, row?.ExpiresAt + 1 ?? 0);
        if (row is null)
        {
            return await session.ExecuteAsync(
                "INSERT INTO lease (name, owner, expires_at) VALUES (@name, @owner, @mark) ON CONFLICT (name) DO NOTHING", new { name, owner, mark }) == 1;
        }
        if (row.Owner != owner && !IsAbandoned(row))
        {
            return false;
        }
        return await session.ExecuteAsync(
            "UPDATE lease SET owner = @owner, expires_at = @mark WHERE name = @name AND owner = @before AND expires_at = @ExpiresAt",
            new { name, owner, mark, before = row.Owner, row.ExpiresAt }) == 1;
    }

    /// <summary>Gives it back, if it is held.</summary>
    public Task<int> GiveBackAsync(Session session) =>
        session.ExecuteAsync("DELETE FROM lease WHERE name = @name AND owner = @owner", new { name, owner });

    /// <summary>Whether it is held; and so it stays until the transaction ends.</summary>
    public async Task<bool> IsHeldAsync(Session session) =>
        await session.ScalarAsync<string>(
            "SELECT owner FROM lease WHERE name = @name AND owner = @owner" + session.Dialect.ForShare, new { name, owner }) is not null;

    private bool IsAbandoned(Row row)
    {
        if (row != _seen)
        {
            (_seen, _seenAt) = (row, time.GetTimestamp());
        }
        return time.GetElapsedTime(_seenAt) > length;
    }

    private sealed record Row
    {
        public required string Owner { get; init; }

        public required long ExpiresAt { get; init; }
    }
}
