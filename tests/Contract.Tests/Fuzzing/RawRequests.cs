using System.Text;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>What comes over a socket and is hardly HTTP: smuggling, floods, other protocols, garbage.</summary>
internal sealed class RawRequests(string project, string token)
{
    private static readonly string[] s_kinds = ["smuggling", "chunks", "headers", "request line", "other protocols", "pipelines", "bodies"];

    private string Gateways => $"/v5/{project}/vpn-gateways";

    private string Head(string method) => $"{method} {Gateways} HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {token}\r\nContent-Type: application/json\r\n";

    public FuzzRequest Make(Random random)
    {
        var (kind, text) = Text(random);
        var bytes = Encoding.UTF8.GetBytes(text);
        return random.Next(6) switch
        {
            0 => Raw("spoilt bytes", Spoilt(bytes, random)),
            1 when random.Next(3) == 0 => Raw("garbage", Garbage(random)),
            _ => Raw(kind, bytes),
        };
    }

    private string[] All(string kind, Random random) => kind switch
    {
        "smuggling" =>
        [
            Head("POST") + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Head("GET") + "\r\n",
            Head("POST") + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
            Head("POST") + "Transfer-Encoding: xchunked\r\n\r\n{}",
            Head("POST") + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            Head("POST") + "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
            Head("POST") + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
            Head("POST") + "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
            Head("POST") + "Content-Length: 2, 2\r\n\r\n{}",
            Head("POST") + "Content-Length: +2\r\n\r\n{}",
            Head("POST") + "Content-Length: -2\r\n\r\n{}",
            Head("POST") + "Content-Length: 0x2\r\n\r\n{}",
            Head("POST") + "Content-Length: 99999999999999999999\r\n\r\n{}",
            Head("POST") + "Content-Length: 2\n\r\n{}",
            Head("GET") + "Content-Length: 44\r\n\r\n" + Head("DELETE"),
        ],
        "chunks" =>
        [
            Head("POST") + "Transfer-Encoding: chunked\r\n\r\n2;" + new string('x', random.Next(1, 30_000)) + "\r\n{}\r\n0\r\n\r\n",
            Head("POST") + "Transfer-Encoding: chunked\r\n\r\n2;a=\"\n\r\n{}\r\n0\r\n\r\n",
            Head("POST") + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
            Head("POST") + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
            Head("POST") + "Transfer-Encoding: chunked\r\n\r\n02 \r\n{}\r\n0\r\n\r\n",
            Head("POST") + "Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
            Head("POST") + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx\r\n0\r\n\r\n",
            Head("POST") + "Transfer-Encoding: chunked\r\n\r\n" + Many("1\r\n \r\n", random.Next(1, 3000)) + "2\r\n{}\r\n0\r\n\r\n",
            Head("POST") + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Auth-Token: y\r\n" + Many("x", random.Next(1, 90_000)) + ": 1\r\n\r\n",
            Head("POST") + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}",
        ],
        "headers" =>
        [
            $"GET {Gateways} HTTP/1.1\r\nHost: h\r\nX: 1\r\n 2\r\n\r\n", $"GET {Gateways} HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n",
            $"GET {Gateways} HTTP/1.1\r\nHost: h\r\nX\r\n\r\n",
            $"GET {Gateways} HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n", $"GET {Gateways} HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n",
            $"GET {Gateways} HTTP/1.1\nHost: h\n\n",
            $"GET {Gateways} HTTP/1.1\r\nHost: h\r\nX Y: 1\r\n\r\n", $"GET {Gateways} HTTP/1.1\r\nHost: h\r\n\u00e9: 1\r\n\r\n",
            $"GET {Gateways} HTTP/1.1\r\n\r\n",
            $"GET {Gateways} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", $"GET {Gateways} HTTP/1.1\r\nHost: a/b\r\n\r\n",
            $"GET {Gateways} HTTP/1.1\r\nHost: a@b:99999\r\n\r\n",
            $"GET {Gateways} HTTP/1.1\r\nHost: h\r\n{Many("X-1: 1\r\n", random.Next(90, 5000))}\r\n",
            $"GET {Gateways} HTTP/1.1\r\nHost: h\r\nX: {new string('x', random.Next(60_000, 200_000))}\r\n\r\n",
            $"GET {Gateways} HTTP/1.1\r\nHost: h\r\n{new string('x', random.Next(60_000, 200_000))}",
        ],
        "request line" =>
        [
            $"GET {Gateways}\r\n\r\n", $"GET {Gateways} HTTP/0.9\r\n\r\n", $"GET {Gateways} HTTP/1.0\r\n\r\n",
            $"GET {Gateways} HTTP/2.0\r\nHost: h\r\n\r\n", $"GET {Gateways} http/1.1\r\nHost: h\r\n\r\n",
            $"GET  {Gateways} HTTP/1.1\r\nHost: h\r\n\r\n", $"GET\t{Gateways}\tHTTP/1.1\r\nHost: h\r\n\r\n",
            $" GET {Gateways} HTTP/1.1\r\nHost: h\r\n\r\n", $"\r\n\r\nGET {Gateways} HTTP/1.1\r\nHost: h\r\n\r\n",
            $"GET * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n",
            "GET h:80 HTTP/1.1\r\nHost: h\r\n\r\n", "GET  HTTP/1.1\r\nHost: h\r\n\r\n",
            $"GET http://other{Gateways} HTTP/1.1\r\nHost: h\r\n\r\n", $"GET http:// HTTP/1.1\r\nHost: h\r\n\r\n",
            $"GET http://[::1{Gateways} HTTP/1.1\r\nHost: h\r\n\r\n", $"GET ftp://h{Gateways} HTTP/1.1\r\nHost: h\r\n\r\n",
            $"GET /{new string('x', random.Next(8000, 40_000))} HTTP/1.1\r\nHost: h\r\n\r\n",
            $"{new string('G', random.Next(1, 20_000))} / HTTP/1.1\r\nHost: h\r\n\r\n", "GET /\u00e9 HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n", "GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n", "GET /#x HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /?" + new string('&', 9000) + " HTTP/1.1\r\nHost: h\r\n\r\n",
        ],
        "other protocols" =>
        [
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + new string('\u0001', random.Next(1, 2000)),
            "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
            "SSH-2.0-x\r\n", "EHLO h\r\n", "*1\r\n$4\r\nPING\r\n", "\0\0\0\u0010",
            "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "{\"a\":1}\n", "",
        ],
        "pipelines" =>
        [
            string.Concat(Enumerable.Repeat(Head("GET") + "\r\n", random.Next(2, 40))),
            Head("POST") + "Content-Length: 2\r\n\r\n{}" + Head("GET") + "\r\nnonsense\r\n\r\n",
            Head("POST") + "Content-Length: 1\r\n\r\n{" + Head("GET") + "\r\n",
            Head("GET") + "\r\n\r\n\r\n\r\n" + Head("GET") + "\r\n",
        ],
        "bodies" =>
        [
            Head("POST") + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
            Head("POST") + "Expect: 100-continue\r\nContent-Length: 90000000\r\n\r\n", Head("POST") + "Content-Length: 500\r\n\r\n{",
            Head("POST") + "Content-Length: 1500000\r\n\r\n" + (random.Next(20) == 0 ? new string(' ', 1_500_000) : ""),
            Head("GET") + "Content-Length: 5\r\n\r\n12345", Head("DELETE") + "Content-Length: 2\r\n\r\n{}",
            Head("POST") + "Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\n{}",
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private (string Kind, string Text) Text(Random random)
    {
        var kind = s_kinds[random.Next(s_kinds.Length)];
        var all = All(kind, random);
        var text = all[random.Next(all.Length)];
        // So that the end of the answers is seen.
        return (kind, kind == "pipelines" ? text : text.Replace("Host: h\r\n", "Host: h\r\nConnection: close\r\n", StringComparison.Ordinal));
    }

    private static string Many(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static FuzzRequest Raw(string kind, byte[] bytes) => new(kind, null, "", bytes, IsRaw: true);

    private static byte[] Spoilt(byte[] bytes, Random random)
    {
        var spoilt = bytes.ToArray();
        for (var change = random.Next(1, 8); change > 0 && spoilt.Length > 0; change--)
        {
            spoilt[random.Next(Math.Min(spoilt.Length, 400))] = (byte)random.Next(256);
        }
        return spoilt;
    }

    private static byte[] Garbage(Random random)
    {
        var bytes = new byte[random.Next(1, 5000)];
        random.NextBytes(bytes);
        return bytes;
    }
}
