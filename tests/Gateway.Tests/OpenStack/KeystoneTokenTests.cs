using System.Globalization;
using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Gateway.Tests.Identity;
using VpnMesh.Identity;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Gateway.Tests.OpenStack;

/// <summary>Tokens of a real Keystone at the edge: who the caller is, what it may do, and for how long that is believed.</summary>
[Collection(nameof(KeystoneEdge))]
public sealed class KeystoneTokenTests(KeystoneEdge edge)
{
    private const string Validation = "GET /v3/auth/tokens";
    private static readonly TimeSpan s_cache = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_token_acts_in_its_project_as_its_user()
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var token = await user.ProjectTokenAsync();

        (await edge.ListGatewaysAsync(token)).Status.ShouldBe(200);

        var caller = edge.Script.Last.Caller;
        (caller.UserId, caller.UserName, caller.DomainId, caller.DomainName, caller.ProjectId).ShouldBe(
            (user.Id, user.Name, edge.DomainId, KeystoneEdge.Account, edge.ProjectId));
        (caller.Access.Everywhere, caller.AccountOwner).ShouldBe((true, false));
    }

    [Fact]
    public async Task A_token_is_good_for_its_project_alone()
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var token = await user.ProjectTokenAsync();

        (await edge.ListGatewaysAsync(token, edge.OtherProjectId)).Json.GetProperty("error_code").GetString().ShouldBe("VPN.0003");
        (await edge.ListGatewaysAsync(await user.TokenAsync(KeystoneUser.InAccount))).Status.ShouldBe(403);
        (await edge.ListGatewaysAsync(token, KeystoneEdge.LocalProject)).Status.ShouldBe(403);
    }

    [Theory]
    [InlineData("member", 200, 200)]
    [InlineData("reader", 200, 403)]
    [InlineData("vpn_readonly", 200, 403)]
    [InlineData("cook", 403, 403)]
    public async Task What_a_role_allows_is_what_it_is_mapped_to(string role, int listing, int deleting)
    {
        KeystoneEdge.Require();
        var token = await (await edge.UserAsync(role)).ProjectTokenAsync();

        (await edge.ListGatewaysAsync(token)).Status.ShouldBe(listing);
        var answer = await edge.SendAsync("DELETE", $"/v5/{edge.ProjectId}/vpn-gateways/620d99b8-4c1e-4a8d-8a86-200b868f2d7d", token);
        (answer.Status is 204 ? 200 : answer.Status).ShouldBe(deleting);
    }

    [Fact]
    public async Task Keystone_is_asked_once_for_a_token_within_the_set_time()
    {
        KeystoneEdge.Require();
        var token = await (await edge.UserAsync("member")).TokenAsync();
        var before = edge.Proxy.Count(Validation);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => edge.ListGatewaysAsync(token)));
        answers.ShouldAllBe(answer => answer.Status == 200);
        edge.Time.Advance(s_cache - TimeSpan.FromSeconds(1));
        (await edge.ListGatewaysAsync(token)).Status.ShouldBe(200);
        edge.Proxy.Count(Validation).ShouldBe(before + 1);

        edge.Time.Advance(TimeSpan.FromSeconds(1));
        (await edge.ListGatewaysAsync(token)).Status.ShouldBe(200);
        edge.Proxy.Count(Validation).ShouldBe(before + 2);
    }

    [Fact]
    public async Task A_revoked_token_ends_within_the_set_time()
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var (token, other) = (await user.TokenAsync(), await user.TokenAsync());
        (await edge.ListGatewaysAsync(token)).Status.ShouldBe(200);

        await edge.Keystone.AskAsync(HttpMethod.Delete, "auth/tokens", subject: token);

        (await edge.ListGatewaysAsync(token)).Status.ShouldBe(200, "the answer of before is still believed");
        edge.Time.Advance(s_cache);
        (await edge.ListGatewaysAsync(token)).ShouldBeError(401, "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail");
        (await edge.ListGatewaysAsync(other)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_tokens_of_a_disabled_user_end_and_it_gets_no_new_one()
    {
        KeystoneEdge.Require();
        var user = await edge.NewUserAsync("member");
        var token = await user.TokenAsync();
        (await edge.ListGatewaysAsync(token)).Status.ShouldBe(200);

        await user.DisableAsync();
        edge.Time.Advance(s_cache);

        (await edge.ListGatewaysAsync(token)).Status.ShouldBe(401);
        (await user.LogInAsync()).ShouldBeError(401, "IAM.0001", "The request you have made requires authentication.");
    }

    [Theory]
    [InlineData("unknown-token")]
    [InlineData("gAAAAABrCfkJo7NNxGJBs1l8F9Ymh_NjZ-7uSKV4QRO_LDt0Mn2zGFX0CzfNXp82")]
    [InlineData("with a space")]
    public async Task What_is_no_token_of_Keystone_is_refused(string token)
    {
        KeystoneEdge.Require();
        (await edge.ListGatewaysAsync(token)).ShouldBeError(401, "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail");
        (await edge.SendAsync("GET", "/v3/auth/projects", token)).ShouldBeError(401, "IAM.0067", "Invalid token.");
    }

    [Fact]
    public async Task A_token_whose_time_is_over_says_so()
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var answer = await user.LogInAsync(KeystoneUser.InProject());
        var token = answer.Headers["X-Subject-Token"];
        // Another edge, as its clock goes on where that of the other tests must not.
        await using var identity = await IdentitySystem.StartAsync("sqlite", edge.KeystoneSettings);
        identity.Time.Advance(TimeSpan.FromHours(24));

        var expected = answer.Json.GetProperty("token").GetProperty("expires_at").GetDateTimeOffset();
        (await identity.Principals.FindTokenAsync(token, default)).ShouldBe(new TokenLookup.Expired(expected));
        var exchange = new CreateTokenRequest
        {
            Auth = new Auth { Identity = new AuthIdentity { Methods = { "token" }, Token = new TokenMethod { Id = token } } },
        };
        var refusal = await Refusal.OfAsync(identity.Keystone.KeystoneCreateUserTokenByPasswordAsync(exchange, identity.Anyone));
        refusal.Code.ShouldBe("IAM.0066");
    }

    [Fact]
    public async Task While_Keystone_stands_still_only_what_is_remembered_is_answered()
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var (known, fresh) = (await user.ProjectTokenAsync(), await user.TokenAsync());
        (await edge.ListGatewaysAsync(known)).Status.ShouldBe(200);
        // Another edge, as the one of all tests waits for long: this Keystone may be slow.
        await using var hasty = await IdentitySystem.StartAsync("sqlite", [.. edge.KeystoneSettings, "--KEYSTONE_TIMEOUT=1"]);

        await edge.Keystone.StopAsync();
        try
        {
            (await edge.ListGatewaysAsync(known)).Status.ShouldBe(200);
            (await Should.ThrowAsync<DomainException>(async () => await hasty.Principals.FindTokenAsync(fresh, default))).Code.Code.ShouldBe("APIGW.0202");
        }
        finally
        {
            await edge.Keystone.ContinueAsync();
        }
        (await edge.ListGatewaysAsync(fresh)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task While_Keystone_is_down_calls_that_need_it_are_503_and_then_as_before()
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var (known, fresh) = (await user.ProjectTokenAsync(), await user.TokenAsync());
        (await edge.ListGatewaysAsync(known)).Status.ShouldBe(200);

        edge.Proxy.IsDown = true;
        try
        {
            (await edge.ListGatewaysAsync(known)).Status.ShouldBe(200);
            foreach (var call in new[] { edge.ListGatewaysAsync(fresh), user.LogInAsync(), edge.SendAsync("GET", "/v3/auth/projects", known) })
            {
                (await call).ShouldBeError(503, "APIGW.0202", "Backend unavailable.");
            }
        }
        finally
        {
            edge.Proxy.IsDown = false;
        }
        (await edge.ListGatewaysAsync(fresh)).Status.ShouldBe(200, "the failure is not remembered");
    }

    [Theory]
    [InlineData(1, 201)]
    [InlineData(2, 503)]
    public async Task One_failure_of_Keystone_is_not_the_callers(int failures, int status)
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var before = edge.Proxy.Count("POST /v3/auth/tokens");

        edge.Proxy.Unavailable = failures;

        (await user.LogInAsync(KeystoneUser.InProject())).Status.ShouldBe(status);
        edge.Proxy.Count("POST /v3/auth/tokens").ShouldBe(before + 2);
    }

    [Fact]
    public async Task The_edge_gets_a_new_token_of_its_own_when_the_old_one_is_refused()
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var (first, second) = (await user.TokenAsync(), await user.TokenAsync());
        (await edge.ListGatewaysAsync(first)).Status.ShouldBe(200);
        var own = edge.Proxy.Calls.Last(call => call.Call == Validation).Token;

        await edge.Keystone.AskAsync(HttpMethod.Delete, "auth/tokens", subject: own);

        var before = edge.Proxy.Count("POST /v3/auth/tokens");
        (await edge.ListGatewaysAsync(second)).Status.ShouldBe(200);
        edge.Proxy.Count("POST /v3/auth/tokens").ShouldBe(before + 1);
        edge.Proxy.Calls.Last(call => call.Call == Validation).Token.ShouldNotBe(own);
    }

    [Fact]
    public async Task A_signature_with_a_key_of_the_store_is_good_beside_Keystone()
    {
        KeystoneEdge.Require();
        (await SignedAsync(KeystoneEdge.AccessKey, KeystoneEdge.SecretKey, KeystoneEdge.LocalProject)).ShouldBe(200);
        (await SignedAsync(KeystoneEdge.AccessKey, KeystoneEdge.SecretKey, edge.ProjectId)).ShouldBe(403);
    }

    [Fact]
    public async Task A_user_of_Keystone_that_has_called_may_have_a_key_and_grants_on_an_enterprise_project()
    {
        KeystoneEdge.Require();
        var user = await edge.NewUserAsync("cook");
        (await edge.ListGatewaysAsync(await user.ProjectTokenAsync())).Status.ShouldBe(403);
        var administration = edge.Administration;
        var enterpriseProject = await administration.Client.CreateEnterpriseProjectAsync(
            new CreateEnterpriseProjectRequest { DomainId = edge.DomainId, Name = "kitchen" }, administration.Options);
        var key = await administration.Client.CreateAccessKeyAsync(new CreateAccessKeyRequest { UserId = user.Id }, administration.Options);
        await administration.Client.GrantPolicyAsync(
            new GrantPolicyRequest { UserId = user.Id, Policy = "VPN ReadOnlyAccess", EnterpriseProjectId = enterpriseProject.EnterpriseProjectId },
            administration.Options);

        // Lists are no matter of enterprise projects, single gateways are (auth.md, section 5).
        (await SignedAsync(key.AccessKey, key.SecretKey, edge.ProjectId)).ShouldBe(403);
        const string Gateway = "/vpn-gateways/620d99b8-4c1e-4a8d-8a86-200b868f2d7d";
        (await SignedAsync(key.AccessKey, key.SecretKey, edge.ProjectId, Gateway)).ShouldBe(200);
        var caller = edge.Script.Last.Caller;
        (caller.UserName, caller.Access.Everywhere).ShouldBe((user.Name, false));
        caller.Access.OnlyIn.ShouldBe([enterpriseProject.EnterpriseProjectId]);

        await user.DisableAsync();
        edge.Time.Advance(s_cache);
        (await SignedAsync(key.AccessKey, key.SecretKey, edge.ProjectId, Gateway)).ShouldBe(401);
    }

    private async Task<int> SignedAsync(string accessKey, string secretKey, string projectId, string path = "/vpn-gateways")
    {
        var signed = new SignedRequest("GET", $"/v5/{projectId}{path}") { AccessKey = accessKey, SecretKey = secretKey };
        signed.Signed["x-sdk-date"] = edge.Time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return (await EdgeUnderTest.SendRawAsync(edge.Address, signed.Raw())).Status;
    }
}

/// <summary>One Keystone for all tests of it: its start takes seconds.</summary>
[CollectionDefinition(nameof(KeystoneEdge))]
public sealed class KeystoneEdgeCollection : ICollectionFixture<KeystoneEdge>;
