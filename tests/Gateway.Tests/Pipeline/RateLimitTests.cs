using System.Net;
using Shouldly;
using VpnMesh.Edge.Authentication;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Shared.Api.Errors;

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
    public async Task An_address_that_keeps_failing_does_not_stop_those_behind_it_who_are_known()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--RATE_LIMIT=1");
        var answers = await SendAsync(edge, 20, () => edge.SendAsync("GET", Gateways, token: "wrong"));
        answers.Select(answer => answer.Status).ShouldContain(429);
        (await edge.SendAsync("GET", Gateways)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_address_that_goes_on_failing_is_refused_beyond_the_first_refill()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--RATE_LIMIT=1");
        await SendAsync(edge, 20, () => edge.SendAsync("GET", Gateways, token: "wrong"));
        await TestKit.Eventually.Async(async () => (await edge.SendAsync("GET", Gateways, token: "wrong")).Status == 401);
        var answers = await SendAsync(edge, 20, () => edge.SendAsync("GET", Gateways, token: "wrong"));
        answers.Count(answer => answer.Status == 429).ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Log_ins_are_limited_by_address_and_nothing_else_is()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--LOGIN_RATE_LIMIT=1");
        var answers = await SendAsync(edge, 20, () => edge.SendAsync("POST", "/v3/auth/tokens", "{}", token: null));
        var refused = answers.First(answer => answer.Status != 201);
        refused.ShouldBeError(429, "IAM.0012", "The throttling threshold has been reached. Threshold: 1 times per 1 seconds");
        refused.Headers["Retry-After"].ShouldBe("1");
        answers.Count(answer => answer.Status == 201).ShouldBeGreaterThanOrEqualTo(4);
        (await edge.SendRawAsync(new SignedRequest("GET", Gateways).Raw())).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData(null, "255.255.255.255")]
    public void A_stranger_is_known_by_its_address_or_its_network(string? remote, string known) =>
        CallerAddress.Of(remote is null ? null : IPAddress.Parse(remote)).ShouldBe(IPAddress.Parse(known));

    public static TheoryData<int?, string> Waits => new() { { null, "1" }, { 0, "1" }, { 42, "42" } };

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task A_part_that_has_enough_is_429_and_tells_when_to_come_back(int? seconds, string retryAfter)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var refusal = ErrorCatalogue.IamTooManyCalls.With(5, 60);
        edge.Script.Answer = (_, _) => throw (seconds is { } wait ? refusal.RetryIn(TimeSpan.FromSeconds(wait)) : refusal);
        var answer = await edge.SendAsync("POST", "/v3/auth/tokens", "{}", token: null);
        answer.ShouldBeError(429, "IAM.0012", "The throttling threshold has been reached. Threshold: 5 times per 60 seconds");
        answer.Headers["Retry-After"].ShouldBe(retryAfter);
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
