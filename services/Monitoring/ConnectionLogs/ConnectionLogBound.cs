namespace VpnMesh.Monitoring.ConnectionLogs;

/// <summary>How many lines the log of a connection has at most.</summary>
/// <param name="Lines">At least 1.</param>
internal sealed record ConnectionLogBound(int Lines)
{
    private const int Default = 1000;

    // Lines that may gather beyond the bound before they go, so that not every new line searches for the oldest.
    private const int Tolerance = 10;

    /// <summary>Number of lines at which the oldest go.</summary>
    public int Full => Lines + Math.Max(1, Lines / Tolerance);

    /// <summary>Reads the setting <c>CONNECTION_LOG_LINES</c>.</summary>
    /// <exception cref="InvalidOperationException">It is less than 1 or more than 10,000.</exception>
    public static ConnectionLogBound Of(IConfiguration settings) =>
        settings.GetValue("CONNECTION_LOG_LINES", Default) is var lines and >= 1 and <= 10_000
            ? new ConnectionLogBound(lines)
            : throw new InvalidOperationException("The setting VPNMESH_CONNECTION_LOG_LINES must be 1 to 10000.");
}
