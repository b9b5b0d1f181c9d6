using System.Globalization;
using VpnMesh.Protos.Options.V1;
using Operation = VpnMesh.Edge.Operations.Operation;

namespace VpnMesh.Edge.Pipeline;

/// <summary>Settings of the edge, read once.</summary>
internal sealed record EdgeSettings
{
    // Who wants a token has little to say, and has not said who it is.
    private const int StrangersBodyLimit = 64 * 1024;

    /// <summary>Largest body in bytes (setting <c>BODY_LIMIT</c>, default 1 MiB); a larger one is 413.</summary>
    public int BodyLimit { get; init; } = 1024 * 1024;

    /// <summary>Time a part has to answer (setting <c>REQUEST_TIMEOUT</c> in seconds, default 30); then 504.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls per second of one caller in the long run (setting <c>RATE_LIMIT</c>, default 500); a burst may have twice as many.</summary>
    public int RateLimit { get; init; } = 500;

    /// <summary>
    /// Calls per second of one address that need no authentication (setting <c>LOGIN_RATE_LIMIT</c>, default 5); a burst may have four
    /// times as many.
    /// </summary>
    public int LoginRateLimit { get; init; } = 5;

    /// <summary>How long a shutdown waits for the requests in flight: as long as any of them may take, and a little more.</summary>
    public TimeSpan DrainPatience => RequestTimeout + TimeSpan.FromSeconds(5);

    /// <summary>Largest body of an operation in bytes.</summary>
    public int BodyLimitOf(Operation operation) => operation.Caller == Caller.Anyone ? Math.Min(BodyLimit, StrangersBodyLimit) : BodyLimit;

    /// <exception cref="InvalidOperationException">A setting is not a positive number.</exception>
    public static EdgeSettings From(IConfiguration settings)
    {
        var defaults = new EdgeSettings();
        return new EdgeSettings
        {
            BodyLimit = (int)Positive(settings, "BODY_LIMIT", defaults.BodyLimit),
            RequestTimeout = TimeSpan.FromSeconds(Positive(settings, "REQUEST_TIMEOUT", defaults.RequestTimeout.TotalSeconds)),
            RateLimit = (int)Positive(settings, "RATE_LIMIT", defaults.RateLimit),
            LoginRateLimit = (int)Positive(settings, "LOGIN_RATE_LIMIT", defaults.LoginRateLimit),
        };
    }

    /// <summary>A setting that is a positive number.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public static double Positive(IConfiguration settings, string name, double byDefault)
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
