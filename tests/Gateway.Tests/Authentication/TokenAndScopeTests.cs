using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Protos.Context.V1;

namespace VpnMesh.Gateway.Tests.Authentication;

public sealed class TokenAndScopeTests
{
    private const string Prefix = "Incorrect IAM authentication information: ";

    [Theory]
    [InlineData(null, "x-auth-token not found")]
    [InlineData("nonsense", "decrypt token fail")]
    [InlineData(KnownPrincipals.ExpiredToken, "token expires, expires_at: 2026-01-15T08:30:00.000000Z")]
    public async Task A_token_that_does_not_count_is_401(string? token, string reason)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("GET", Gateways(KnownPrincipals.ProjectId), token: token);
        answer.ShouldBeError(401, "APIGW.0301", Prefix + reason);
    }

    [Theory]
    [InlineData(null, "IAM.0001", "The request you have made requires authentication.")]
    [InlineData("nonsense", "IAM.0067", "Invalid token.")]
    [InlineData(KnownPrincipals.ExpiredToken, "IAM.0066", "The token has expired.")]
    public async Task The_identity_service_says_so_in_its_own_words(string? token, string code, string message)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        (await edge.SendAsync("GET", "/v3/projects", token: token)).ShouldBeError(401, code, message);
    }

    [Fact]
    public async Task Authentication_comes_before_the_form_of_the_request()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        (await edge.SendAsync("POST", Gateways(KnownPrincipals.ProjectId), "{", token: null, contentType: "text/plain")).Status.ShouldBe(401);
        (await edge.SendAsync("POST", Gateways(KnownPrincipals.ProjectId), "{", token: KnownPrincipals.UserToken)).Status.ShouldBe(403);
    }

    [Theory]
    [InlineData(KnownPrincipals.ProjectToken, KnownPrincipals.ProjectId, null, 200)]
    [InlineData(KnownPrincipals.ProjectToken, KnownPrincipals.ProjectId, KnownPrincipals.ProjectId, 200)]
    [InlineData(KnownPrincipals.ProjectToken, KnownPrincipals.ProjectId, KnownPrincipals.SecondProjectId, 403)]
    [InlineData(KnownPrincipals.ProjectToken, KnownPrincipals.SecondProjectId, null, 403)]
    [InlineData(KnownPrincipals.SecondProjectToken, KnownPrincipals.ProjectId, null, 403)]
    [InlineData(KnownPrincipals.AccountToken, KnownPrincipals.ProjectId, null, 403)]
    [InlineData(KnownPrincipals.ProjectToken, KnownPrincipals.ForeignProjectId, null, 403)]
    [InlineData(KnownPrincipals.ProjectToken, "nowhere", null, 403)]
    public async Task A_token_is_good_for_its_own_project_only(string token, string project, string? stated, int status)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Gateways(project));
        request.Headers.Add("X-Auth-Token", token);
        if (stated is not null)
        {
            request.Headers.Add("X-Project-Id", stated);
        }
        ShouldBeAllowedOrForbidden(await edge.SendAsync(request), status);
    }

    [Theory]
    [InlineData(KnownPrincipals.ProjectId, null, 200)]
    [InlineData(KnownPrincipals.SecondProjectId, null, 200)]
    [InlineData(KnownPrincipals.SecondProjectId, KnownPrincipals.SecondProjectId, 200)]
    [InlineData(KnownPrincipals.SecondProjectId, KnownPrincipals.ProjectId, 403)]
    [InlineData(KnownPrincipals.ForeignProjectId, null, 403)]
    [InlineData("nowhere", null, 403)]
    public async Task A_signature_is_good_for_every_project_of_the_account(string project, string? stated, int status)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var request = new SignedRequest("GET", Gateways(project));
        if (stated is not null)
        {
            request.Unsigned["X-Project-Id"] = stated;
        }
        ShouldBeAllowedOrForbidden(await edge.SendRawAsync(request.Raw()), status);
    }

    [Theory]
    [InlineData(KnownPrincipals.AccountToken, 200)]
    [InlineData(KnownPrincipals.ProjectToken, 403)]
    public async Task Calls_of_the_account_need_a_token_of_the_account(string token, int status)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("GET", "/v3/users", token: token);
        answer.Status.ShouldBe(status);
        if (status == 403)
        {
            answer.ShouldBeError(403, "IAM.0002", "You are not authorized to perform the requested action.");
        }
    }

    [Fact]
    public async Task An_action_that_is_not_granted_is_403_before_anything_is_forwarded()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendAsync("GET", Gateways(KnownPrincipals.ProjectId), token: KnownPrincipals.UserToken);
        answer.ShouldBeError(403, "VPN.0003", "Authentication failed: the caller lacks the action vpn:vpnGateways:list");
        edge.Script.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_grant_on_an_enterprise_project_goes_along_where_it_counts()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        edge.Principals.Grants["vpn:vpnGateways:get"] = new Access { OnlyIn = { "ep-1" }, NeverIn = { "ep-2" } };
        edge.Principals.Grants["vpn:vpnGateways:list"] = new Access { OnlyIn = { "ep-1" } };
        var show = await edge.SendAsync("GET", Gateways(KnownPrincipals.ProjectId) + "/1", token: KnownPrincipals.UserToken);
        show.Status.ShouldBe(200, show.Body);
        edge.Script.Last.Caller.Access.ShouldBe(new Access { OnlyIn = { "ep-1" }, NeverIn = { "ep-2" } });
        var list = await edge.SendAsync("GET", Gateways(KnownPrincipals.ProjectId), token: KnownPrincipals.UserToken);
        list.Status.ShouldBe(403);
    }

    private static string Gateways(string project) => $"/v5/{project}/vpn-gateways";

    private static void ShouldBeAllowedOrForbidden(Answer answer, int status)
    {
        answer.Status.ShouldBe(status, answer.Body);
        if (status == 403)
        {
            answer.Json.GetProperty("error_code").GetString().ShouldBe("VPN.0003");
            answer.Json.GetProperty("error_msg").GetString().ShouldStartWith("Authentication failed: ");
        }
    }
}
