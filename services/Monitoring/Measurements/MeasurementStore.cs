using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Measurements;

/// <summary>All SQL of measurements.</summary>
internal static class MeasurementStore
{
    private const string Columns =
        "monitor_id, resolution, window_start, window_seconds, sent, received, rtt_min_us, rtt_max_us, rtt_total_us";

    private const string Insert =
        $"""
        INSERT INTO measurement ({Columns})
        VALUES (@MonitorId, @Resolution, @WindowStart, @WindowSeconds, @Sent, @Received, @RttMinUs, @RttMaxUs, @RttTotalUs)
        ON CONFLICT (monitor_id, resolution, window_start)
        """;

    /// <summary>Keeps a window.</summary>
    /// <returns>False when it was known already.</returns>
    public static async Task<bool> KeepAsync(this Session session, MeasurementRow window) =>
        await session.ExecuteAsync($"{Insert} DO NOTHING", window) == 1;

    /// <summary>Adds a window to the sums of its hour.</summary>
    public static Task<int> SumAsync(this Session session, MeasurementRow hour) =>
        session.ExecuteAsync(
            $"""
            {Insert} DO UPDATE SET
              sent = measurement.sent + excluded.sent, received = measurement.received + excluded.received,
              rtt_total_us = measurement.rtt_total_us + excluded.rtt_total_us,
              rtt_min_us = CASE WHEN measurement.received = 0 OR (excluded.received > 0 AND excluded.rtt_min_us < measurement.rtt_min_us)
                THEN excluded.rtt_min_us ELSE measurement.rtt_min_us END,
              rtt_max_us = CASE WHEN excluded.rtt_max_us > measurement.rtt_max_us THEN excluded.rtt_max_us ELSE measurement.rtt_max_us END
            """,
            hour);

    /// <summary>What a monitor has measured, newest first.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="monitorId">The monitor.</param>
    /// <param name="resolution">Window or hour.</param>
    /// <param name="from">First start.</param>
    /// <param name="before">Start behind the last.</param>
    /// <param name="limit">Greatest number of rows.</param>
    public static Task<IReadOnlyList<MeasurementRow>> ListMeasurementsAsync(
        this Session session, string monitorId, string resolution, long from, long before, int limit) =>
        session.QueryAsync<MeasurementRow>(
            $"""
            SELECT {Columns} FROM measurement
            WHERE monitor_id = @monitorId AND resolution = @resolution AND window_start >= @from AND window_start < @before
            ORDER BY window_start DESC LIMIT @limit
            """,
            new { monitorId, resolution, from, before, limit });

    /// <summary>Everything that a monitor has measured goes with it.</summary>
    public static Task<int> ForgetMeasurementsAsync(this Session session, string monitorId) =>
        session.ExecuteAsync("DELETE FROM measurement WHERE monitor_id = @monitorId", new { monitorId });

    public static Task<int> PruneMeasurementsAsync(this Session session, string resolution, long startedBefore) =>
        session.ExecuteAsync(
            "DELETE FROM measurement WHERE resolution = @resolution AND window_start < @startedBefore", new { resolution, startedBefore });
}
