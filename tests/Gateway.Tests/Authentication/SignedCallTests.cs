using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.Gateway.Tests.Authentication;

public sealed class SignedCallTests
{
    private const string Wrong = "Incorrect IAM authentication information: verify aksk signature fail";
    private const string Gateways = $"/v5/{KnownPrincipals.ProjectId}/customer-gateways";
    private const string Body = "{\"customer_gateway\":{\"id_value\":\"198.51.100.21\",\"name\":\"é <&>\"}}\n";

    // Header sets that the two public clients sign and send (clients.md, section 1.1).
    private static SignedRequest OfSdk(string method, string body = "", string query = "") => new(method, Gateways, query, body)
    {
        Signed =
        {
            ["content-type"] = "application/json",
            ["host"] = "vpn.region-1.example.com:8080",
            ["user-agent"] = "sdk-python/3.1",
            ["x-project-id"] = KnownPrincipals.ProjectId,
        },
    };

    private static SignedRequest OfProvider(string method, string body = "", string query = "")
    {
        var request = new SignedRequest(method, Gateways, query, body)
        {
            Signed = { ["accept"] = "application/json", ["user-agent"] = "terraform-provider" },
            Unsigned = { ["X-Project-Id"] = KnownPrincipals.ProjectId, ["X-Domain-Id"] = "domain-1" },
        };
        if (body.Length > 0)
        {
            request.Signed["content-type"] = "application/json";
        }
        return request;
    }

    [Theory]
    [InlineData("SDK", "POST", Body, "", 201)]
    [InlineData("SDK", "GET", "", "limit=10&marker=a%20b%2A", 200)]
    [InlineData("provider", "POST", Body, "", 201)]
    [InlineData("provider", "GET", "", "", 200)]
    [InlineData("provider", "GET", "", "marker=a~b", 200)]
    public async Task The_public_clients_are_understood(string client, string method, string body, string query, int status)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var request = client == "SDK" ? OfSdk(method, body, query) : OfProvider(method, body, query);
        var answer = await edge.SendRawAsync(request.Raw());
        answer.Status.ShouldBe(status, answer.Body);
        edge.Script.Last.Caller.UserName.ShouldBe("admin");
        edge.Principals.Reports.ShouldBe([(KnownPrincipals.AccessKey, true)]);
        if (body.Length > 0)
        {
            edge.Script.Last.Request.ShouldBeOfType<CreateCgwRequest>().CustomerGateway.Name.ShouldBe("é <&>");
        }
    }

    [Theory]
    [InlineData("198.51.100.21", "198.51.100.22")]
    [InlineData("}}\n\r", "}}\r\r")]
    [InlineData("sdk-python/3.1", "sdk-python/3.2")]
    [InlineData("marker=a", "marker=b")]
    [InlineData("/customer-gateways?", "/vpn-gateways?")]
    [InlineData("20260115T083000Z", "20260115T083001Z")]
    [InlineData("example.com:8080", "example.com:8081")]
    public async Task One_changed_byte_is_401(string signed, string sent)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var raw = OfSdk("POST", Body + "\r", "marker=a").Raw();
        raw.ShouldContain(signed);
        var answer = await edge.SendRawAsync(raw.Replace(signed, sent, StringComparison.Ordinal));
        answer.ShouldBeError(401, "APIGW.0301", Wrong);
        edge.Principals.Reports.ShouldBe([(KnownPrincipals.AccessKey, false)]);
        edge.Script.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("20260115T081500Z", 200)]
    [InlineData("20260115T084500Z", 200)]
    [InlineData("20260115T081459Z", 401)]
    [InlineData("20260115T084501Z", 401)]
    [InlineData("2026-01-15T08:30:00Z", 401)]
    [InlineData("20260115T083000", 401)]
    [InlineData("", 401)]
    public async Task The_time_of_signing_may_be_a_quarter_of_an_hour_away(string date, int status)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var request = OfProvider("GET");
        request.Signed["x-sdk-date"] = date;
        var answer = await edge.SendRawAsync(request.Raw());
        answer.Status.ShouldBe(status, answer.Body);
        if (status == 401)
        {
            answer.ShouldBeError(401, "APIGW.0301", Wrong);
        }
    }

    [Theory]
    [InlineData("SDK-HMAC-SHA256 Access=", "SDK-HMAC-SM3 Access=")]
    [InlineData("SDK-HMAC-SHA256 Access=", "V11-HMAC-SHA256 Access=")]
    [InlineData("SDK-HMAC-SHA256 Access=", "Basic ")]
    [InlineData("SignedHeaders=accept;", "SignedHeaders=")]
    [InlineData("SignedHeaders=accept;user-agent;x-sdk-date", "SignedHeaders=accept;accept;user-agent;x-sdk-date")]
    [InlineData("SignedHeaders=accept;user-agent;x-sdk-date", "SignedHeaders=user-agent;accept;x-sdk-date")]
    [InlineData("SignedHeaders=accept;user-agent;x-sdk-date", "SignedHeaders=accept;user-agent")]
    [InlineData("SignedHeaders=accept;user-agent;x-sdk-date", "SignedHeaders=accept;missing;user-agent;x-sdk-date")]
    [InlineData("SignedHeaders=accept;user-agent;x-sdk-date, ", "")]
    [InlineData("Signature=", "Signature=0")]
    [InlineData(", Signature=", ", Sign=")]
    public async Task An_authorization_that_is_not_as_documented_is_401(string signed, string sent)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var raw = OfProvider("GET").Raw();
        raw.ShouldContain(signed);
        (await edge.SendRawAsync(raw.Replace(signed, sent, StringComparison.Ordinal))).ShouldBeError(401, "APIGW.0301", Wrong);
    }

    [Theory]
    [InlineData("AKOTHER", "Get secretKey failed,ak:AKOTHER,err:ak not exist")]
    [InlineData(KnownPrincipals.LockedKey, "AK access failed to reach the limit,forbidden.")]
    public async Task A_key_that_cannot_be_used_is_401_and_says_so(string accessKey, string reason)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendRawAsync(new SignedRequest("GET", Gateways) { AccessKey = accessKey }.Raw());
        answer.ShouldBeError(401, "APIGW.0301", "Incorrect IAM authentication information: " + reason);
    }

    [Theory]
    [InlineData(KnownPrincipals.AccessKey, null, 200)]
    [InlineData(KnownPrincipals.AccessKey, "anything", 401)]
    [InlineData(KnownPrincipals.TemporaryKey, KnownPrincipals.SecurityToken, 200)]
    [InlineData(KnownPrincipals.TemporaryKey, "another", 401)]
    [InlineData(KnownPrincipals.TemporaryKey, null, 401)]
    public async Task A_security_token_must_belong_to_the_key(string accessKey, string? securityToken, int status)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var request = new SignedRequest("GET", Gateways) { AccessKey = accessKey };
        if (securityToken is not null)
        {
            request.Unsigned["X-Security-Token"] = securityToken;
        }
        (await edge.SendRawAsync(request.Raw())).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_wrong_signature_is_refused_whatever_token_is_beside_it()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var request = new SignedRequest("GET", Gateways) { SecretKey = "another", Unsigned = { ["X-Auth-Token"] = KnownPrincipals.ProjectToken } };
        (await edge.SendRawAsync(request.Raw())).ShouldBeError(401, "APIGW.0301", Wrong);
    }

    [Fact]
    public async Task A_right_signature_is_accepted_whatever_token_is_beside_it()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var request = new SignedRequest("GET", Gateways) { Unsigned = { ["X-Auth-Token"] = "wrong" } };
        (await edge.SendRawAsync(request.Raw())).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("UNSIGNED-PAYLOAD", true, 401)]
    [InlineData("0000", true, 401)]
    [InlineData("0000", false, 201)]
    public async Task The_hash_of_the_body_is_only_replaced_when_that_is_signed(string hash, bool signed, int status)
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var request = OfProvider("POST", Body);
        (signed ? request.Signed : request.Unsigned)["x-sdk-content-sha256"] = hash;
        (await edge.SendRawAsync(request.Raw())).Status.ShouldBe(status);
    }

    [Fact]
    public async Task An_absolute_target_is_the_same_request()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var raw = OfProvider("GET").Raw().Replace($"GET {Gateways}", $"GET http://vpn.region-1.example.com{Gateways}", StringComparison.Ordinal);
        (await edge.SendRawAsync(raw)).Status.ShouldBe(200);
    }
}
