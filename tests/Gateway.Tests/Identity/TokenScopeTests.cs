using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>Which calls of the identity and enterprise-project services need a token of the account, and which take any.</summary>
public sealed class TokenScopeTests
{
    private const string Migration = """{"resource_id":"8e1d0686-4c1e-4a8d-8a86-91f32fa1dfc8","resource_type":"vpn-gateway","project_id":"p"}""";

    [Theory]
    [InlineData("GET", "/v1.0/enterprise-projects", null, 200, 403)]
    [InlineData("POST", "/v1.0/enterprise-projects/0/resources/filter", "{}", 200, 403)]
    [InlineData("POST", "/v1.0/enterprise-projects/0/resources-migrate", Migration, 204, 403)]
    [InlineData("GET", "/v3/users", null, 200, 403)]
    [InlineData("GET", "/v3/projects", null, 200, 200)]
    [InlineData("GET", "/v3/auth/domains", null, 200, 200)]
    [InlineData("GET", "/v3/auth/projects", null, 200, 200)]
    [InlineData("GET", "/v3/auth/tokens", null, 200, 200)]
    public async Task A_call_takes_the_tokens_that_are_documented(string method, string path, string? body, int ofAccount, int ofProject)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        (await edge.SendAsync(method, path, body, KnownPrincipals.AccountToken)).Status.ShouldBe(ofAccount);
        edge.Script.Calls.Count.ShouldBe(1);
        var answer = await edge.SendAsync(method, path, body, KnownPrincipals.ProjectToken);
        if (ofProject == 403)
        {
            answer.ShouldBeError(403, "IAM.0002", "You are not authorized to perform the requested action.");
            edge.Script.Calls.Count.ShouldBe(1);
            return;
        }
        answer.Status.ShouldBe(ofProject);
        edge.Script.Last.Caller.UserId.ShouldBe("user-1");
    }
}
