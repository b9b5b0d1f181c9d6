namespace VpnMesh.Monitoring.Measurements;

/// <summary>For how long measurements are kept.</summary>
/// <param name="Windows">What monitors tell.</param>
/// <param name="Hours">The sums of hours.</param>
internal sealed record MeasurementRetention(TimeSpan Windows, TimeSpan Hours)
{
    private const int DefaultHours = 24;
    private const int DefaultDays = 30;

    /// <summary>Reads the settings <c>MEASUREMENTS_KEPT_HOURS</c> and <c>HOURLY_MEASUREMENTS_KEPT_DAYS</c>.</summary>
    /// <exception cref="InvalidOperationException">One of them is less than 1.</exception>
    public static MeasurementRetention Of(IConfiguration settings)
    {
        var hours = settings.GetValue("MEASUREMENTS_KEPT_HOURS", DefaultHours);
        var days = settings.GetValue("HOURLY_MEASUREMENTS_KEPT_DAYS", DefaultDays);
        return hours >= 1 && days >= 1
            ? new MeasurementRetention(TimeSpan.FromHours(hours), TimeSpan.FromDays(days))
            : throw new InvalidOperationException(
                "The settings VPNMESH_MEASUREMENTS_KEPT_HOURS and VPNMESH_HOURLY_MEASUREMENTS_KEPT_DAYS must be at least 1.");
    }
}
