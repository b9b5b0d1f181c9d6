using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using Xunit;

namespace VpnMesh.Gateway.Tests.Pipeline;

public sealed class RateLimitTests
{
    private const string Gateways = $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways";

    [Fact]
    public async Task A_caller_beyond_the_limit_is_429_and_told_when_to_come_back()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--RATE_LIMIT=2");
        var answers = await SendAsync(edge, 20, () => edge.SendAsync("GET", Gateways));
        var refused = answers.First(answer => answer.Status != 200);
        refused.ShouldBeError(429, "APIGW.0308", "The throttling threshold has been reached: 2 calls per 1 seconds.");
        refused.Headers["Retry-After"].ShouldBe("1");
        answers.Count(answer => answer.Status == 200).ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task One_caller_beyond_the_limit_does_not_stop_another()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--RATE_LIMIT=1");
        edge.Principals.Grants["vpn:vpnGateways:list"] = new() { Everywhere = true };
        await SendAsync(edge, 20, () => edge.SendAsync("GET", Gateways));
        (await edge.SendAsync("GET", Gateways, token: KnownPrincipals.UserToken)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_address_that_keeps_failing_is_429_in_the_words_of_the_service()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--RATE_LIMIT=1");
        var answers = await SendAsync(edge, 20, () => edge.SendAsync("GET", "/v3/projects", token: "wrong"));
        answers.First(answer => answer.Status != 401)
            .ShouldBeError(429, "IAM.0012", "The throttling threshold has been reached. Threshold: 1 times per 1 seconds");
    }

    [Fact]
    public async Task Log_ins_are_limited_by_address()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--LOGIN_RATE_LIMIT=1");
        var answers = await SendAsync(edge, 30, () => edge.SendAsync("POST", "/v3/auth/tokens", "{}", token: null));
        answers.First(answer => answer.Status != 201)
            .ShouldBeError(429, "IAM.0012", "The throttling threshold has been reached. Threshold: 1 times per 1 seconds");
        answers.First(answer => answer.Status != 201).Headers["Retry-After"].ShouldBe("1");
        (await edge.SendAsync("GET", Gateways)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_address_that_goes_on_failing_is_refused_beyond_the_first_refill_and_its_valid_callers_are_not()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--RATE_LIMIT=1");
        await SendAsync(edge, 20, () => edge.SendAsync("GET", Gateways, token: "wrong"));
        await TestKit.Eventually.Async(async () => (await edge.SendAsync("GET", Gateways, token: "wrong")).Status == 401);

        var answers = await SendAsync(edge, 20, () => edge.SendAsync("GET", Gateways, token: "wrong"));

        answers.Count(answer => answer.Status == 429).ShouldBeGreaterThan(10);
        (await edge.SendAsync("GET", Gateways)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Normal_polling_is_spared()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answers = await SendAsync(edge, 500, () => edge.SendAsync("GET", Gateways));
        answers.ShouldAllBe(answer => answer.Status == 200);
    }

    private static async Task<Answer[]> SendAsync(EdgeUnderTest edge, int times, Func<Task<Answer>> send)
    {
        await edge.SendAsync("GET", "/health/live", token: null);
        return await Task.WhenAll(Enumerable.Range(0, times).Select(_ => send()));
    }
}
