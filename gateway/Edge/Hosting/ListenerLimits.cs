using Microsoft.AspNetCore.Server.Kestrel.Core;
using VpnMesh.Edge.Pipeline;

namespace VpnMesh.Edge.Hosting;

/// <summary>What one caller, or one connection, may ask of the edge before it is looked at. Settings, read once.</summary>
internal sealed record ListenerLimits
{
    // Pauses of a network that works are shorter than this.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    /// <summary>Longest first line of a request in bytes (setting <c>REQUEST_LINE_LIMIT</c>, default 16 KiB); a longer one is 414.</summary>
    public int RequestLine { get; init; } = 16 * 1024;

    /// <summary>All headers of a request in bytes (setting <c>HEADERS_LIMIT</c>, default 64 KiB: tokens are long); more is 431.</summary>
    public int Headers { get; init; } = 64 * 1024;

    /// <summary>Number of headers (setting <c>HEADER_COUNT_LIMIT</c>, default 100); more is 431.</summary>
    public int HeaderCount { get; init; } = 100;

    /// <summary>
    /// Time for a TLS handshake, and for the headers of a request (setting <c>HEADER_TIMEOUT</c> in seconds, default 15); then 408.
    /// </summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Bytes a second at which a body must come and an answer be taken, after five seconds (setting <c>DATA_RATE_LIMIT</c>, default 240);
    /// then 408, or the connection is cut.
    /// </summary>
    public int DataRate { get; init; } = 240;

    /// <summary>How long a connection may be idle between two requests (setting <c>KEEP_ALIVE_TIMEOUT</c> in seconds, default 120).</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Open connections of all callers (setting <c>CONNECTION_LIMIT</c>, default 10000); one more is closed at once.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>Requests at once on one HTTP/2 connection (setting <c>STREAM_LIMIT</c>, default 100).</summary>
    public int Streams { get; init; } = 100;

    /// <exception cref="InvalidOperationException">A setting is not a positive number.</exception>
    public static ListenerLimits From(IConfiguration settings)
    {
        var defaults = new ListenerLimits();
        int Number(string name, int byDefault) => (int)Math.Max(1, EdgeSettings.Positive(settings, name, byDefault));
        TimeSpan Seconds(string name, TimeSpan byDefault) => TimeSpan.FromSeconds(EdgeSettings.Positive(settings, name, byDefault.TotalSeconds));
        return new ListenerLimits
        {
            RequestLine = Number("REQUEST_LINE_LIMIT", defaults.RequestLine),
            Headers = Number("HEADERS_LIMIT", defaults.Headers),
            HeaderCount = Number("HEADER_COUNT_LIMIT", defaults.HeaderCount),
            HeaderTimeout = Seconds("HEADER_TIMEOUT", defaults.HeaderTimeout),
            DataRate = Number("DATA_RATE_LIMIT", defaults.DataRate),
            KeepAlive = Seconds("KEEP_ALIVE_TIMEOUT", defaults.KeepAlive),
            Connections = Number("CONNECTION_LIMIT", defaults.Connections),
            Streams = Number("STREAM_LIMIT", defaults.Streams),
        };
    }

    /// <summary>The limits that the server itself keeps.</summary>
    public void ApplyTo(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = RequestLine;
        // The server's buffer must hold a whole line.
        limits.MaxRequestBufferSize = Math.Max(limits.MaxRequestBufferSize ?? 0, Math.Max(RequestLine, Headers));
        limits.MaxRequestHeadersTotalSize = Headers;
        limits.MaxRequestHeaderCount = HeaderCount;
        limits.RequestHeadersTimeout = HeaderTimeout;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MinRequestBodyDataRate = new MinDataRate(DataRate, s_grace);
        limits.MinResponseDataRate = new MinDataRate(DataRate, s_grace);
        limits.Http2.MaxStreamsPerConnection = Streams;
        limits.Http2.MaxRequestHeaderFieldSize = Headers;
    }
}
