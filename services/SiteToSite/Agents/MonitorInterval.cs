namespace VpnMesh.SiteToSite.Agents;

/// <summary>How long a window is that monitors of connections measure.</summary>
/// <param name="Seconds">At least 1.</param>
internal sealed record MonitorInterval(int Seconds)
{
    private const int Default = 60;

    /// <summary>Reads the setting <c>MONITOR_INTERVAL_SECONDS</c>.</summary>
    /// <exception cref="InvalidOperationException">It is less than 1 or more than an hour.</exception>
    public static MonitorInterval Of(IConfiguration settings) =>
        settings.GetValue("MONITOR_INTERVAL_SECONDS", Default) is var seconds and >= 1 and <= 3600
            ? new MonitorInterval(seconds)
            : throw new InvalidOperationException("The setting VPNMESH_MONITOR_INTERVAL_SECONDS must be 1 to 3600.");
}
