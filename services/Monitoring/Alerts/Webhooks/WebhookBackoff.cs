namespace VpnMesh.Monitoring.Alerts.Webhooks;

/// <summary>When a delivery that failed is tried again, and when it is given up.</summary>
internal static class WebhookBackoff
{
    /// <summary>The longest wait, with all its jitter.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>What has not arrived so long after its event is given up.</summary>
    public static readonly TimeSpan GivenUp = TimeSpan.FromHours(24);

    private const double Jitter = 0.25;
    private const int Doublings = 20;

    /// <summary>The wait after an attempt: a second after the first, doubled after each, and up to a quarter more.</summary>
    /// <param name="attempts">Attempts that were made: 1 or more.</param>
    /// <param name="random">0 to 1: how much of the jitter.</param>
    public static TimeSpan After(long attempts, double random)
    {
        var doubled = Math.Pow(2, Math.Min(attempts - 1, Doublings));
        return TimeSpan.FromSeconds(Math.Min(doubled, Longest.TotalSeconds / (1 + Jitter)) * (1 + (Jitter * random)));
    }
}
