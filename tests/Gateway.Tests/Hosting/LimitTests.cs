using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;

namespace VpnMesh.Gateway.Tests.Hosting;

/// <summary>What is refused before it is a request that the pipeline sees, or while it comes in: over raw sockets.</summary>
public sealed class LimitTests
{
    private const string Gateways = $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways";
    private const string LongLine = "The path and query of the request are too long.";
    private const string LargeHeaders = "The headers of the request are too large, or too many.";
    private const string Unknown = "The API does not exist or has not been published in the environment.";
    private const string Malformed = "invalid request: it is not a request of HTTP/1.1";

    public static TheoryData<string, string, int, string, string> Refused => new()
    {
        { "no request", "nonsense\r\n\r\n", 400, "VPN.0001", Malformed },
        { "HTTP/0.9", "GET /\r\n", 400, "VPN.0001", Malformed },
        { "another version", $"GET {Gateways} HTTP/3.7\r\nHost: h\r\n\r\n", 400, "VPN.0001", Malformed },
        { "no host", $"GET {Gateways} HTTP/1.1\r\n\r\n", 400, "VPN.0001", Malformed },
        { "two hosts", $"GET {Gateways} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "VPN.0001", Malformed },
        { "a folded header", $"GET {Gateways} HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400, "VPN.0001", Malformed },
        { "a blank before the colon", $"GET {Gateways} HTTP/1.1\r\nHost : a\r\n\r\n", 400, "VPN.0001", Malformed },
        { "two lengths", $"POST {Gateways} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}", 400, "VPN.0001", Malformed },
        { "a long line", $"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: h\r\n\r\n", 414, "APIGW.0414", LongLine },
        { "large headers", $"GET {Gateways} HTTP/1.1\r\nHost: h\r\nX: {new string('x', 70_000)}\r\n\r\n", 431, "APIGW.0431", LargeHeaders },
        { "many headers", $"GET {Gateways} HTTP/1.1\r\nHost: h\r\n{Many(101)}\r\n", 431, "APIGW.0431", LargeHeaders },
        { "TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000", 400, "VPN.0001", Malformed },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_no_request_gets_an_answer_like_all_others(string what, string sent, int status, string code, string message)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendRawAsync(sent);
        answer.ShouldBeError(status, code, message);
        answer.Headers["Connection"].ShouldBe("close", what);
    }

    [Fact]
    public async Task Two_lengths_of_two_kinds_are_refused_and_what_follows_is_not_read()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendRawAsync(
            $"POST {Gateways} HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET {Gateways} HTTP/1.1\r\nHost: h\r\n\r\n");
        answer.ShouldBeError(400, "VPN.0001", "invalid request: it has both Content-Length and Transfer-Encoding");
        answer.Headers["Connection"].ShouldBe("close");
    }

    [Fact]
    public async Task Headers_that_do_not_come_in_time_are_408()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--HEADER_TIMEOUT=0.5");
        var answer = await edge.SendRawAsync($"GET {Gateways} HTTP/1.1\r\nHost:");
        answer.ShouldBeError(408, "APIGW.0408", "The headers of the request did not arrive in time.");
    }

    [Fact]
    public async Task A_refusal_after_an_answer_on_the_same_connection_is_its_own()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var both = await edge.SendRawAsync($"GET /x HTTP/1.1\r\nHost: h\r\n\r\nnonsense\r\n\r\n");
        var second = both.Body.IndexOf("HTTP/1.1 400", StringComparison.Ordinal);
        Answer.Parse(both.Body[second..]).ShouldBeError(400, "VPN.0001", Malformed);
        (both with { Body = both.Body[..second] }).ShouldBeError(404, "APIGW.0101", Unknown);
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_and_the_next_is_welcome()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--CONNECTION_LIMIT=1");
        var health = "GET /health/live HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"u8.ToArray();
        using (var first = new TcpClient("127.0.0.1", edge.Address.Port))
        {
            await first.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n"u8.ToArray());
            (await first.GetStream().ReadAsync(new byte[1])).ShouldBe(1);
            (await AnswersAsync(edge, health)).ShouldBeFalse();
        }
        await TestKit.Eventually.Async(() => AnswersAsync(edge, health));
    }

    [Theory]
    [InlineData("--STREAM_LIMIT=none", "VPNMESH_STREAM_LIMIT must be a positive number")]
    [InlineData("--HEADERS_LIMIT=0", "VPNMESH_HEADERS_LIMIT must be a positive number")]
    public async Task A_limit_that_is_no_number_is_not_started_with(string setting, string reason) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => EdgeUnderTest.StartAsync(setting))).Message.ShouldContain(reason);

    private static async Task<bool> AnswersAsync(EdgeUnderTest edge, byte[] request)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", edge.Address.Port);
            await client.GetStream().WriteAsync(request);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            return (await reader.ReadToEndAsync()).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Many(int headers) =>
        string.Concat(Enumerable.Range(0, headers).Select(index => string.Create(CultureInfo.InvariantCulture, $"X-{index}: 1\r\n")));
}
