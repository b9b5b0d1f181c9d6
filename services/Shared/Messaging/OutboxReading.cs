using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Shared.Messaging;

/// <summary>How many events wait for the bus, and for how long.</summary>
internal static class OutboxDepth
{
    // Counting must not take long just when the bus has been away for a day.
    private const int MostCounted = 100_000;

    /// <summary>Number of events, and milliseconds since the oldest was written; 0 when there is none.</summary>
    public static async Task<(long Depth, long OldestAgeMs)> ReadAsync(Session session, TimeProvider time)
    {
        var depth = await session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM (SELECT seq FROM outbox ORDER BY seq LIMIT @MostCounted) waiting", new { MostCounted });
        var oldest = await session.ScalarAsync<long?>("SELECT created_at FROM outbox ORDER BY seq LIMIT 1");
        return (depth, oldest is { } at ? Math.Max(0, time.NowMs() - at) : 0);
    }
}

/// <summary>The same as gauges.</summary>
/// <typeparam name="TDatabase">Store of the part.</typeparam>
internal sealed class OutboxReading<TDatabase>(TDatabase database, TimeProvider time) : IStoreReading<TDatabase>
    where TDatabase : Database
{
    private static readonly StoreGauge Depth = new("vpnmesh.outbox.depth", "Events that wait for the bus; 100000 stands for so many or more.");
    private static readonly StoreGauge OldestAge = new("vpnmesh.outbox.oldest_age", "Time since the oldest event that waits was written.", "s");

    public IReadOnlyList<StoreGauge> Gauges => [Depth, OldestAge];

    public async Task ReadAsync(Session session, StoreValues values)
    {
        var (depth, oldestAgeMs) = await OutboxDepth.ReadAsync(session, time);
        values.Add(Depth, depth, ("part", database.Part));
        values.Add(OldestAge, oldestAgeMs / 1000.0, ("part", database.Part));
    }
}
