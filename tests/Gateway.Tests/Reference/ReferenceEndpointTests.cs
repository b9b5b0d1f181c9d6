using System.Net;
using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;

namespace VpnMesh.Gateway.Tests.Reference;

/// <summary>The published document and its page beside the operations.</summary>
public sealed class ReferenceEndpointTests
{
    [Theory]
    [InlineData("/openapi.json", "application/json", "{\"openapi\":\"3.1")]
    [InlineData("/openapi.yaml", "application/yaml", "openapi: '3.1")]
    [InlineData("/reference/", "text/html", "<title>VpnMesh</title>")]
    [InlineData("/reference/scalar.js", "text/javascript", "")]
    public async Task Anybody_may_read_it_with_the_headers_of_every_answer(string path, string type, string says)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        using var answer = await edge.Client.GetAsync(path, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        answer.Headers.GetValues("X-Request-Id").Single().Length.ShouldBe(32);
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(says);
    }

    [Fact]
    public async Task The_page_may_load_nothing_from_elsewhere()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        using var answer = await edge.Client.GetAsync("/reference/", TestContext.Current.CancellationToken);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self' 'nonce-");
        policy.ShouldNotContain("http");
        using var again = await edge.Client.GetAsync("/reference/", TestContext.Current.CancellationToken);
        again.Headers.GetValues("Content-Security-Policy").Single().ShouldNotBe(policy);
    }

    [Theory]
    [InlineData("GET", "/reference/elsewhere")]
    [InlineData("GET", "/openapi.xml")]
    [InlineData("POST", "/openapi.json")]
    [InlineData("POST", "/reference")]
    public async Task What_is_beside_it_is_as_unknown_as_before(string method, string path)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        await ShouldBeUnknownAsync(edge, method, path);
    }

    [Theory]
    [InlineData("/openapi.json")]
    [InlineData("/openapi.yaml")]
    [InlineData("/reference")]
    [InlineData("/reference/")]
    public async Task It_can_be_left_out(string path)
    {
        await using var edge = await EdgeUnderTest.StartAsync("--REFERENCE=false");
        await ShouldBeUnknownAsync(edge, "GET", path);
    }

    private static async Task ShouldBeUnknownAsync(EdgeUnderTest edge, string method, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        using var response = await edge.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("APIGW.0101");
    }
}
