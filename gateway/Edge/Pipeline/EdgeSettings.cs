using System.Globalization;

namespace VpnMesh.Edge.Pipeline;

/// <summary>Settings of the edge, read once.</summary>
internal sealed record EdgeSettings
{
    /// <summary>Largest body in bytes (setting <c>BODY_LIMIT</c>, default 1 MiB); a larger one is 413.</summary>
    public int BodyLimit { get; init; } = 1024 * 1024;

    /// <summary>Time a part has to answer (setting <c>REQUEST_TIMEOUT</c> in seconds, default 30); then 504.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls per second of one caller in the long run (setting <c>RATE_LIMIT</c>, default 500); a burst may have twice as many.</summary>
    public int RateLimit { get; init; } = 500;

    /// <exception cref="InvalidOperationException">A setting is not a positive number.</exception>
    public static EdgeSettings From(IConfiguration settings)
    {
        var defaults = new EdgeSettings();
        return new EdgeSettings
        {
            BodyLimit = (int)Positive(settings, "BODY_LIMIT", defaults.BodyLimit),
            RequestTimeout = TimeSpan.FromSeconds(Positive(settings, "REQUEST_TIMEOUT", defaults.RequestTimeout.TotalSeconds)),
            RateLimit = (int)Positive(settings, "RATE_LIMIT", defaults.RateLimit),
        };
    }

    private static double Positive(IConfiguration settings, string name, double byDefault)
    {
        var text = settings[name];
        if (string.IsNullOrEmpty(text))
        {
            return byDefault;
        }
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= int.MaxValue
            ? value
            : throw new InvalidOperationException($"The setting VPNMESH_{name} must be a positive number.");
    }
}
