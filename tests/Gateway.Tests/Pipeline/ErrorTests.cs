using Grpc.Core;
using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Gateway.Tests.Pipeline;

public sealed class ErrorTests
{
    private const string Gateways = $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways";
    private const string Unknown = "The API does not exist or has not been published in the environment.";

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v5")]
    [InlineData("GET", "/v5/p/vpn-gateway")]
    [InlineData("GET", "/V5/p/vpn-gateways")]
    [InlineData("GET", "/v5/p/vpn-gateways/")]
    [InlineData("GET", "/v5//vpn-gateways")]
    [InlineData("GET", "/v5/p/x%2F../vpn-gateways")]
    [InlineData("POST", "/vpnmesh.sitetosite.v5.VpnGateways/CreateVgw")]
    [InlineData("GET", "/vpnmesh.sitetosite.v5.VpnGateways/CreateVgw")]
    [InlineData("POST", "/grpc.health.v1.Health/Check")]
    public async Task An_unknown_path_is_404_before_anything_else(string method, string path)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        (await edge.SendAsync(method, path, "{", token: null)).ShouldBeError(404, "APIGW.0101", Unknown);
    }

    [Theory]
    [InlineData("HEAD", Gateways, "GET, POST")]
    [InlineData("OPTIONS", Gateways, "GET, POST")]
    [InlineData("DELETE", Gateways, "GET, POST")]
    [InlineData("PATCH", Gateways + "/1", "DELETE, GET, PUT")]
    [InlineData("GET", Gateways + "/1/update-specification", "POST")]
    public async Task Another_method_is_405_and_tells_which_are_allowed(string method, string path, string allowed)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync(method, path, token: null);
        answer.Headers["Allow"].ShouldBe(allowed);
        answer.Status.ShouldBe(405);
        answer.ShouldBeMarked();
        if (method != "HEAD")
        {
            answer.ShouldBeError(405, "APIGW.0101", Unknown.TrimEnd('.') + $": method {method} is not allowed on this path.");
        }
    }

    [Theory]
    [InlineData("{", "the body is not valid JSON at line 1, byte 2")]
    [InlineData("{\n \"vpn_gateway\": tru}", "the body is not valid JSON at line 2, byte 20")]
    [InlineData("{} {}", "the body is not valid JSON at line 1, byte 4")]
    [InlineData("[]", "the body must be a JSON object")]
    [InlineData("null", "the body must be a JSON object")]
    [InlineData("\"vpn_gateway\"", "the body must be a JSON object")]
    [InlineData("{\"vpn_gateway\": {\"bgp_asn\": \"1\"}}", "vpn_gateway.bgp_asn must be an integer")]
    public async Task A_malformed_body_is_400_and_says_where(string body, string rule)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        (await edge.SendAsync("POST", Gateways, body)).ShouldBeError(400, "VPN.0001", $"invalid request: {rule}");
        edge.Script.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_malformed_body_of_an_identity_call_is_refused_in_its_words()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("POST", "/v3/auth/tokens", "{\"auth\": []}", token: null);
        answer.ShouldBeError(400, "IAM.0011", "Request body is invalid.");
        answer.Headers["X-IAM-Trace-Id"].ShouldBe(answer.RequestId);
    }

    [Theory]
    [InlineData("limit=ten", "limit must be an integer")]
    [InlineData("limit=", "limit must be an integer")]
    [InlineData("limit=1.5", "limit must be an integer")]
    [InlineData("limit=+5", "limit must be an integer")]
    [InlineData("limit=99999999999999999999", "limit must be an integer")]
    [InlineData("marker=%FF", "marker must be UTF-8 without the character U+0000")]
    [InlineData("marker=a%00", "marker must be UTF-8 without the character U+0000")]
    public async Task A_malformed_parameter_is_400_and_named(string query, string rule)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("GET", $"/v5/{KnownPrincipals.ProjectId}/customer-gateways?{query}");
        answer.ShouldBeError(400, "VPN.0001", $"invalid request: {rule}");
    }

    [Fact]
    public async Task A_malformed_parameter_of_an_identity_call_is_named_in_its_words()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        (await edge.SendAsync("GET", "/v3/projects?enabled=yes")).ShouldBeError(400, "IAM.0007", "Request parameter enabled is invalid.");
    }

    [Theory]
    [InlineData(1024 * 1024, 201)]
    [InlineData((1024 * 1024) + 1, 413)]
    [InlineData(8 * 1024 * 1024, 413)]
    public async Task A_body_may_have_one_mebibyte(int length, int status)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var body = "{\"ignored\": \"" + new string('x', length - 15) + "\"}";
        var answer = await edge.SendAsync("POST", Gateways, body);
        answer.Status.ShouldBe(status);
        if (status == 413)
        {
            answer.ShouldBeError(413, "APIGW.0201", "Request entity too large.");
        }
    }

    [Theory]
    [InlineData(64 * 1024, 201)]
    [InlineData((64 * 1024) + 1, 413)]
    public async Task Who_has_not_said_who_it_is_may_send_less(int length, int status)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var body = "{\"ignored\": \"" + new string('x', length - 15) + "\"}";
        (await edge.SendAsync("POST", "/v3/auth/tokens", body, token: null)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task That_a_part_does_not_take_the_edges_word_is_not_the_callers_fault()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        edge.Refuses(ErrorInterceptor.ToRpcException(ErrorCatalogue.NotAuthenticated.With("the call has no valid caller context")));
        (await edge.SendAsync("GET", Gateways)).ShouldBeError(500, "VPN.0002", "server error: the failure is logged under the id of the request");
    }

    [Fact]
    public async Task Too_many_calls_of_a_part_say_when_to_come_back()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        edge.Refuses(ErrorInterceptor.ToRpcException(ErrorCatalogue.IamTooManyCalls.With(100, 60)));
        var answer = await edge.SendAsync("POST", "/v3/auth/tokens", "{}", token: null);
        (answer.Status, int.Parse(answer.Headers["Retry-After"]) > 0).ShouldBe((429, true));
    }

    [Theory]
    [InlineData(Gateways + "/%2e%2e")]
    [InlineData(Gateways + "/..")]
    [InlineData(Gateways + "/availability%2Dzones")]
    public async Task A_path_that_only_the_server_takes_for_an_operation_is_unknown(string path)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendRawAsync($"GET {path} HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {KnownPrincipals.ProjectToken}\r\nConnection: close\r\n\r\n");
        answer.ShouldBeError(404, "APIGW.0101", Unknown);
    }

    [Fact]
    public async Task A_host_that_may_be_another_machine_is_not_listened_on() =>
        (await Should.ThrowAsync<FormatException>(() => EdgeUnderTest.StartAsync("--URLS=http://gateway.example:0"))).Message.ShouldContain("VPNMESH_URLS");

    [Fact]
    public async Task A_body_without_a_length_is_limited_too()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--BODY_LIMIT=10");
        using var request = new HttpRequestMessage(HttpMethod.Post, Gateways) { Content = new StringContent("{\"vpn_gateway\": {}}") };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-Auth-Token", KnownPrincipals.ProjectToken);
        (await edge.SendAsync(request)).ShouldBeError(413, "APIGW.0201", "Request entity too large.");
    }

    [Theory]
    [InlineData("ffffffffffffffff\r\n{}")]
    [InlineData("x\r\n{}")]
    [InlineData("2\r\n{}x")]
    public async Task Chunks_that_are_none_are_400(string chunks)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendRawAsync(
            $"POST {Gateways} HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {KnownPrincipals.ProjectToken}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}\r\n0\r\n\r\n");
        answer.ShouldBeError(400, "VPN.0001", "invalid request: the body could not be read to its end");
    }

    [Theory]
    [InlineData("application/json", 201)]
    [InlineData("application/json; charset=UTF-8", 201)]
    [InlineData("Application/JSON;charset=\"utf-8\"", 201)]
    [InlineData("application/json; charset=latin1", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("application/xml", 415)]
    [InlineData("nonsense", 415)]
    public async Task A_body_must_be_json(string contentType, int status)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("POST", Gateways, "{}", contentType: contentType);
        answer.Status.ShouldBe(status, answer.Body);
        if (status == 415)
        {
            answer.ShouldBeError(415, "APIGW.0602", "The Content-Type of the body must be application/json.");
        }
    }

    [Fact]
    public async Task A_part_that_cannot_be_reached_is_503()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("GET", $"/v5/{KnownPrincipals.ProjectId}/vpn/quotas");
        answer.ShouldBeError(503, "APIGW.0202", "Backend unavailable.");
    }

    [Fact]
    public async Task A_part_that_has_no_address_is_503()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--GOVERNANCE=");
        var answer = await edge.SendAsync("GET", $"/v5/{KnownPrincipals.ProjectId}/vpn/quotas");
        answer.ShouldBeError(503, "APIGW.0202", "Backend unavailable.");
    }

    [Fact]
    public async Task A_part_that_does_not_answer_in_time_is_504()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--REQUEST_TIMEOUT=0.2");
        edge.Script.Answer = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new ListVgwsResponse();
        };
        (await edge.SendAsync("GET", Gateways)).ShouldBeError(504, "APIGW.0203", "Backend timeout.");
    }

    [Fact]
    public async Task A_part_that_ignores_its_deadline_is_504_too()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--REQUEST_TIMEOUT=0.2");
        var silence = new TaskCompletionSource();
        edge.Script.Answer = async (_, _) =>
        {
            await silence.Task;
            return new ListVgwsResponse();
        };
        (await edge.SendAsync("GET", Gateways)).ShouldBeError(504, "APIGW.0203", "Backend timeout.");
        silence.SetResult();
    }

    [Fact]
    public async Task A_refusal_of_a_part_is_passed_on_as_documented()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        edge.Script.Answer = (_, _) => throw ErrorCatalogue.EipNotFound.For("vpn_gateway.eip1.id", "é \"1\"");
        (await edge.SendAsync("POST", Gateways, "{}")).ShouldBeError(400, "VPN.0551", "EIP é \"1\" is not found.");
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, 400, "VPN.0001", "invalid request: the service could not read the request")]
    [InlineData(StatusCode.NotFound, 404, "VPN.0004", "resource not found")]
    [InlineData(StatusCode.PermissionDenied, 403, "VPN.0003", "Authentication failed: the service refused the call")]
    [InlineData(StatusCode.Unauthenticated, 500, "VPN.0002", "server error: the failure is logged under the id of the request")]
    [InlineData(StatusCode.Unavailable, 503, "APIGW.0202", "Backend unavailable.")]
    [InlineData(StatusCode.Unimplemented, 503, "APIGW.0202", "Backend unavailable.")]
    [InlineData(StatusCode.DeadlineExceeded, 504, "APIGW.0203", "Backend timeout.")]
    [InlineData(StatusCode.Internal, 500, "VPN.0002", "server error: the failure is logged under the id of the request")]
    [InlineData(StatusCode.DataLoss, 500, "VPN.0002", "server error: the failure is logged under the id of the request")]
    public async Task A_bare_gRPC_status_becomes_the_nearest_error(StatusCode code, int status, string errorCode, string message)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        edge.Refuses(new RpcException(new Status(code, "internals that nobody outside shall see")));
        (await edge.SendAsync("GET", Gateways)).ShouldBeError(status, errorCode, message);
    }

    [Fact]
    public async Task An_operation_that_its_part_does_not_have_yet_is_503()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("POST", Gateways + "/1/update-specification", "{}");
        answer.ShouldBeError(503, "APIGW.0202", "Backend unavailable.");
    }

    [Fact]
    public async Task A_failure_in_a_part_shows_nothing_of_itself()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        edge.Script.Answer = (_, _) => throw new InvalidOperationException("secret");
        (await edge.SendAsync("GET", Gateways)).ShouldBeError(500, "VPN.0002", "server error: the failure is logged under the id of the request");
        (await edge.SendAsync("GET", "/v3/users", token: KnownPrincipals.AccountToken))
            .ShouldBeError(500, "IAM.0006", "An unexpected error prevented the server from fulfilling your request.");
    }

    [Fact]
    public async Task Errors_of_a_part_come_without_what_was_sent_before()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        edge.Answers(new TokenResponse { SubjectToken = "t", Token = new Token() });
        var answer = await edge.SendAsync("POST", "/v3/auth/tokens", "{}", token: null);
        answer.Status.ShouldBe(201);
        answer.Headers["X-Subject-Token"].ShouldBe("t");
        answer.Json.TryGetProperty("subject_token", out _).ShouldBeFalse();
    }
}
