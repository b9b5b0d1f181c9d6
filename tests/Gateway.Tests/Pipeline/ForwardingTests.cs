using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Gateway.Tests.Pipeline;

public sealed class ForwardingTests
{
    private const string Project = $"/v5/{KnownPrincipals.ProjectId}";

    [Fact]
    public async Task A_creation_reaches_its_part_and_comes_back_as_documented()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        edge.Answers(new CreateVgwResponse { VpnGateway = new VpnGateway { Id = "1", Name = "é <&>", LocalSubnets = { "192.168.0.0/24" }, Eip1 = new Eip() } });
        var answer = await edge.SendAsync("POST", $"{Project}/vpn-gateways", """{"vpn_gateway": {"name": "é", "bgp_asn": 64512}}""" + "\n");
        answer.Status.ShouldBe(201);
        answer.ShouldBeMarked();
        answer.Headers["Content-Type"].ShouldBe("application/json");
        var gateway = answer.Json.GetProperty("vpn_gateway");
        gateway.GetProperty("id").GetString().ShouldBe("1");
        answer.Body.ShouldContain("\"name\":\"é <&>\"");
        gateway.GetProperty("bgp_asn").GetInt64().ShouldBe(0);
        gateway.TryGetProperty("status", out _).ShouldBeFalse();
        gateway.TryGetProperty("tags", out _).ShouldBeFalse();
        answer.Json.GetProperty("request_id").GetString().ShouldBe(answer.RequestId);
        edge.Script.Last.Request.ShouldBe(new CreateVgwRequest
        {
            ProjectId = KnownPrincipals.ProjectId,
            VpnGateway = new NewVpnGateway { Name = "é", BgpAsn = 64512 },
        });
    }

    [Fact]
    public async Task The_part_gets_the_signed_context_and_no_header_of_the_caller()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Project}/vpn-gateways/1");
        request.Headers.Add("X-Auth-Token", KnownPrincipals.ProjectToken);
        request.Headers.Add("vpnmesh-caller", "forged");
        request.Headers.Add("traceparent", "00-11111111111111111111111111111111-2222222222222222-01");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Connection", "Upgrade");
        var answer = await edge.SendAsync(request);
        answer.Status.ShouldBe(200, answer.Body);
        var received = edge.Script.Last;
        received.Headers.Select(header => header.Key).ShouldBe(["traceparent", "content-length", "vpnmesh-caller"], ignoreOrder: true);
        received.Headers.GetValue("traceparent").ShouldStartWith($"00-{answer.RequestId}-");
        received.Caller.RequestId.ShouldBe(answer.RequestId);
        (received.Caller.ProjectId, received.Caller.UserName, received.Caller.Access.Everywhere).ShouldBe((KnownPrincipals.ProjectId, "admin", true));
        received.Caller.PublicUrl.ShouldBe(edge.Address.ToString().TrimEnd('/'));
    }

    [Fact]
    public async Task A_deletion_is_204_without_a_body()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("DELETE", $"{Project}/vpn-gateways/1");
        (answer.Status, answer.Body).ShouldBe((204, ""));
        answer.ShouldBeMarked();
        answer.Headers.ShouldNotContainKey("Content-Type");
    }

    [Fact]
    public async Task A_literal_segment_beats_a_variable()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        await edge.SendAsync("GET", $"{Project}/vpn-gateways/availability-zones");
        edge.Script.Last.Request.ShouldBeOfType<ListAvailabilityZonesRequest>();
        await edge.SendAsync("GET", $"{Project}/vpn-gateways/availability-zone");
        edge.Script.Last.Request.ShouldBeOfType<ShowVgwRequest>().VgwId.ShouldBe("availability-zone");
    }

    [Theory]
    [InlineData("GET", "vpn-connection/tags", typeof(ListProjectTagsRequest))]
    [InlineData("GET", "p2c-vpn-gateways/tags", typeof(ListProjectTagsRequest))]
    [InlineData("GET", "vpn-connection/134f9fb1-5c0e-4a8d-9a86-2040a5c13325", typeof(ShowVpnConnectionRequest))]
    [InlineData("GET", "vpn-connection/134f9fb1-5c0e-4a8d-9a86-2040a5c13325/tags", typeof(ShowResourceTagsRequest))]
    [InlineData("POST", "vpn-connection/resource-instances/filter?limit=5", typeof(ListResourcesByTagsRequest))]
    [InlineData("POST", "vpn-connection/resource-instances/count", typeof(CountResourcesByTagsRequest))]
    public async Task A_literal_at_the_end_beats_a_variable_there_whatever_comes_before(string method, string path, Type request)
    {
        await using var edge = await EdgeUnderTest.StartAsync("--GOVERNANCE={socket}");
        (await edge.SendAsync(method, $"{Project}/{path}", method == "POST" ? "{}" : null)).Status.ShouldBe(200);
        edge.Script.Last.Request.ShouldBeOfType(request);
    }

    [Theory]
    [InlineData("a+b%2Fc%20%C3%A9", "a+b/c é")]
    [InlineData("100%25", "100%")]
    [InlineData("%zz", "%zz")]
    public async Task Path_variables_are_decoded_once_and_a_plus_stays_one(string sent, string meant)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendRawAsync($"GET {Project}/vpn-gateways/{sent} HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {KnownPrincipals.ProjectToken}\r\nConnection: close\r\n\r\n");
        answer.Status.ShouldBe(200, answer.Body);
        edge.Script.Last.Request.ShouldBeOfType<ShowVgwRequest>().VgwId.ShouldBe(meant);
    }

    [Fact]
    public async Task Query_parameters_fill_fields_and_unknown_ones_are_ignored()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        await edge.SendAsync("GET", $"{Project}/customer-gateways?limit=0&marker=a%2Bb+c&nothing=%FF&cgw_id=1&cgw_id=2");
        edge.Script.Last.Request.ShouldBe(new ListCgwsRequest { ProjectId = KnownPrincipals.ProjectId, Limit = 0, Marker = "a+b+c", CgwId = "2" });
        await edge.SendAsync("GET", $"{Project}/vpn-gateways?enterprise_project_id=0&enterprise_project_id=b261&vgw_id&project_id=other");
        edge.Script.Last.Request.ShouldBe(new ListVgwsRequest
        {
            ProjectId = KnownPrincipals.ProjectId,
            EnterpriseProjectId = { "0", "b261" },
            VgwId = "",
        });
    }

    [Fact]
    public async Task What_the_path_says_cannot_be_said_otherwise_in_the_body()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("PUT", $"{Project}/vpn-gateways/1", """{"project_id": 5, "vgw_id": "2", "vpn_gateway": {"local_subnets": []}}""");
        answer.Status.ShouldBe(200, answer.Body);
        edge.Script.Last.Request.ShouldBe(new UpdateVgwRequest
        {
            ProjectId = KnownPrincipals.ProjectId,
            VgwId = "1",
            VpnGateway = new VpnGatewayChanges { LocalSubnets = new StringList() },
        });
    }

    [Fact]
    public async Task A_parameter_beside_a_body_comes_from_the_query_only()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        await edge.SendAsync("POST", "/v3/auth/tokens?nocatalog=1&auth=2", """{"nocatalog": "3"}""", token: null);
        edge.Script.Last.Request.ShouldBe(new CreateTokenRequest { Nocatalog = "1" });
        edge.Script.Last.Caller.UserId.ShouldBe("");
    }

    [Fact]
    public async Task Fields_of_headers_travel_in_headers()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        edge.Answers(new TokenResponse { SubjectToken = "answer", Token = new Token() });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v3/auth/tokens");
        request.Headers.Add("X-Auth-Token", KnownPrincipals.AccountToken);
        request.Headers.Add("X-Subject-Token", "question");
        var answer = await edge.SendAsync(request);
        edge.Script.Last.Request.ShouldBe(new ValidateTokenRequest { SubjectToken = "question", AuthToken = KnownPrincipals.AccountToken });
        answer.Headers["X-Subject-Token"].ShouldBe("answer");
        answer.Headers["X-IAM-Trace-Id"].ShouldBe(answer.RequestId);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task A_content_type_without_a_body_does_no_harm(string contentType)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        (await edge.SendAsync("GET", $"{Project}/vpn-gateways", [], KnownPrincipals.ProjectToken, contentType)).Status.ShouldBe(200);
        (await edge.SendAsync("DELETE", $"{Project}/vpn-gateways/1", [], KnownPrincipals.ProjectToken, contentType)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task A_body_that_is_missing_counts_as_an_empty_object()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        (await edge.SendAsync("POST", $"{Project}/vpn-gateways")).Status.ShouldBe(201);
        edge.Script.Last.Request.ShouldBe(new CreateVgwRequest { ProjectId = KnownPrincipals.ProjectId });
    }

    [Fact]
    public async Task Long_lists_come_back_whole()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var gateways = Enumerable.Range(0, 5000).Select(index => new VpnGateway { Id = $"{index}", Status = "ACTIVE" });
        edge.Answers(new ListVgwsResponse { VpnGateways = { gateways } });
        var answer = await edge.SendAsync("GET", $"{Project}/vpn-gateways");
        answer.Json.GetProperty("vpn_gateways").EnumerateArray().Select(each => each.GetProperty("id").GetString())
            .ShouldBe(Enumerable.Range(0, 5000).Select(index => $"{index}"));
    }

    [Fact]
    public async Task A_token_may_have_several_thousand_characters()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        (await edge.SendAsync("GET", $"{Project}/vpn-gateways", token: "long-" + new string('x', 30_000))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("/health/live", "live")]
    [InlineData("/health/ready", "ready")]
    public async Task Health_is_open_to_everybody(string path, string text)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("GET", path, token: null);
        (answer.Status, answer.Body).ShouldBe((200, text));
        answer.ShouldBeMarked();
    }

    [Fact]
    public async Task A_replica_that_cannot_be_reached_is_passed_over()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        await using var other = await EdgeUnderTest.StartAsync($"--SITE_TO_SITE=unix:/nowhere.sock,{edge.App.Configuration["SITE_TO_SITE"]}");
        for (var call = 0; call < 20; call++)
        {
            var answer = await other.SendAsync("POST", $"{Project}/vpn-gateways", "{}");
            answer.Status.ShouldBe(201, answer.Body);
        }
        edge.Script.Calls.Count.ShouldBe(20);
    }

    [Fact]
    public async Task Identity_answers_in_this_process_when_no_address_is_given()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--IDENTITY=");
        (await edge.SendAsync("GET", "/v3/projects", token: KnownPrincipals.AccountToken)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Parts_do_not_reach_operations_through_the_internal_listener()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var address = PartAddress.Parse(edge.App.Configuration["SITE_TO_SITE"]!);
        using var client = new HttpClient(address.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address.Uri, $"{Project}/vpn-gateways"));
        request.Version = new Version(2, 0);
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Add("X-Auth-Token", KnownPrincipals.ProjectToken);
        using var response = await client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(404);
        edge.Script.Calls.ShouldBeEmpty();
    }
}
