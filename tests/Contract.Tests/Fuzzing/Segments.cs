namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>Paths, parameters and headers that nobody means well with.</summary>
internal static class Segments
{
    private static readonly string[] s_segments =
    [
        "", "..", ".", "%2e%2e", "%2E", "..%2f..", "%2F", "a%2Fb", "%5c", "%00", "%", "%zz", "%ff", "%C0%80", "%ED%A0%80", "%25", ";", ";x=y", "*",
        "+", "a+b", "(", "[", "{}", "|", "^",
        "availability-zones", "tags", "vpn-servers", "jobs", "null", "0", "-1", "%20", "%0d%0aX:%20y", "~", "'", "%E2%80%AE", "%F0%9F%98%80",
    ];

    private static readonly string[] s_numbers =
        ["-1", "0", "1", "2", "201", "1001", "2147483648", "9223372036854775808", "1e3", "1.0", "+1", "01", "0x1", "ten", "%31", "", "null", "1,2",
        "1;2", "%00", "١"];

    public static string Spoilt(string value, IReadOnlyList<string> ids, Random random) => random.Next(6) switch
    {
        0 => value.ToUpperInvariant(),
        1 when ids.Count > 0 => ids[random.Next(ids.Count)],
        2 => Uri.EscapeDataString(Printable(Hostile.Text(random))),
        3 => new string('a', random.Next(4) == 0 ? random.Next(1000, 17_000) : random.Next(1, 300)),
        _ => s_segments[random.Next(s_segments.Length)],
    };

    public static string SpoiltWhole(string path, Random random) => random.Next(9) switch
    {
        0 => path + "/",
        1 => "/" + path,
        2 => path.Replace("/v5", "/V5", StringComparison.Ordinal),
        3 => path.Replace("/v5", "/./v5", StringComparison.Ordinal),
        4 => path + "/../..",
        5 => "http://other.example" + path,
        6 => path.Replace("-", "%2D", StringComparison.Ordinal),
        7 => path + s_segments[random.Next(s_segments.Length)],
        _ => path[..random.Next(1, path.Length)],
    };

    public static string Parameter(string name, IReadOnlyList<string> ids, Random random) => random.Next(10) switch
    {
        0 => name,
        1 => $"{name}=1&{name}=2",
        2 => $"{name}[]=1",
        3 => $"{name}={(ids.Count == 0 ? "" : ids[random.Next(ids.Count)])}",
        4 => $"{name}={Uri.EscapeDataString(Printable(Hostile.Text(random)))}",
        5 => "&&=&",
        6 => $"{name}={s_segments[random.Next(s_segments.Length)]}",
        _ => $"{name}={s_numbers[random.Next(s_numbers.Length)]}",
    };

    public static (string Name, string Value) Header(Random random)
    {
        (string, string)[] known =
        [
            ("X-Auth-Token", "x"), ("X-Auth-Token", new string('x', 9000)), ("X-Auth-Token", ""), ("X-Project-Id", "other"), ("X-Domain-Id",
            "\u00e9"),
            ("Authorization", "Basic eDp5"), ("Authorization", "SDK-HMAC-SHA256 Access=, SignedHeaders=, Signature="),
            ("Authorization", $"SDK-HMAC-SHA256 Access=AK{random.Next()}, SignedHeaders=host;x-sdk-date, Signature={new string('0', 64)}"),
            ("X-Sdk-Date", "now"),
            ("X-Client-Token", ""), ("X-Client-Token", "not a uuid"), ("X-Client-Token", new string('1', 3000)), ("X-Subject-Token", "\u007f"),
            ("Content-Type", "text/plain"),
            ("Content-Type", "application/json; charset=latin1"), ("Content-Type", ";;;"), ("Accept", "text/html"), ("Accept-Encoding",
            "gzip;q=9, *"), ("Expect", "100-continue"),
            ("Expect", "200-ok"), ("Upgrade", "h2c"), ("Upgrade", "websocket"), ("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings",
            "AAMAAABkAAQAAP__"), ("TE", "trailers"),
            ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Host", "evil.example"), ("X-HTTP-Method-Override", "DELETE"), ("vpnmesh-caller", "AAAA"),
            ("grpc-timeout", "1n"),
            ("traceparent", "00-0-0-0"), ("Cookie", new string('c', 3000)), ("Range", "bytes=0-1"), ("If-None-Match", "*"), ("Content-Encoding",
            "gzip"), ("X_Underscore", "1"),
            (new string('x', random.Next(1, 2000)), "1"), ("X", new string(' ', 2000)), ("Origin", "null"), ("Via", "1.1 x"), ("Max-Forwards", "0"),
        ];
        return known[random.Next(known.Length)];
    }

    // Half a pair has no UTF-8, so that it cannot be escaped.
    private static string Printable(string text) => string.Concat(text.Where(sign => !char.IsSurrogate(sign)));
}
