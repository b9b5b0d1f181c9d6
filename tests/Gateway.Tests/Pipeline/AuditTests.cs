using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Gateway.Tests.Pipeline;

/// <summary>Which calls through the edge are recorded, and as what.</summary>
public sealed class AuditTests(SharedEdge shared) : IClassFixture<SharedEdge>
{
    private const string Gateways = $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways";
    private const string Tags = $"/v5/{KnownPrincipals.ProjectId}/vpn-gateway";

    [Fact]
    public async Task A_change_is_recorded_with_its_caller_its_resource_and_its_outcome()
    {
        var edge = shared.Edge;
        var answer = await edge.SendAsync("PUT", $"{Gateways}/g%201?name=secret-of-the-query", """{"vpn_gateway":{"name":"secret-of-the-body"}}""");
        answer.Status.ShouldBe(200, answer.Body);
        var (record, projectId, requestId) = edge.Audit.Records.Single(each => each.RequestId == answer.RequestId);
        projectId.ShouldBe(KnownPrincipals.ProjectId);
        record.ShouldBe(new AuditRecorded
        {
            UserId = "user-1",
            UserName = "admin",
            DomainId = "domain-1",
            DomainName = "account-1",
            Credential = "token",
            Address = "127.0.0.1",
            Operation = "UpdateVgw",
            Action = "vpn:vpnGateways:update",
            ResourceType = "vpnGateways",
            ResourceId = "g 1",
            Method = "PUT",
            Path = $"{Gateways}/g%201",
            Outcome = "succeeded",
            Status = 200,
        });
    }

    [Fact]
    public async Task A_signature_names_its_key()
    {
        var edge = shared.Edge;
        var answer = await edge.SendRawAsync(new SignedRequest("DELETE", $"{Gateways}/1").Raw());
        answer.Status.ShouldBe(204, answer.Body);
        var record = RecordOf(edge, answer);
        (record.AccessKey, record.Credential, record.Status).ShouldBe((KnownPrincipals.AccessKey, "signature", 204));
    }

    [Theory]
    // method, path, token, refusal of the part; outcome or null when nothing is recorded
    [InlineData("GET", Gateways, KnownPrincipals.ProjectToken, 0, null)]
    [InlineData("GET", Gateways, KnownPrincipals.ProjectToken, 404, null)]
    [InlineData("GET", Gateways + "/1", KnownPrincipals.ProjectToken, 403, "denied 403 VPN.0003")]
    [InlineData("GET", Gateways, KnownPrincipals.UserToken, 0, "denied 403 VPN.0003")]
    [InlineData("GET", Gateways, KnownPrincipals.AccountToken, 0, "denied 403 VPN.0003")]
    [InlineData("GET", "/v1.0/enterprise-projects", KnownPrincipals.ProjectToken, 0, "denied 403 IAM.0002")]
    [InlineData("POST", Tags + "/resource-instances/filter", KnownPrincipals.ProjectToken, 0, null)]
    [InlineData("POST", Tags + "/resource-instances/filter", KnownPrincipals.UserToken, 0, "denied 403 VPN.0003")]
    [InlineData("POST", Gateways, KnownPrincipals.ProjectToken, 0, "succeeded 201 ")]
    [InlineData("POST", Gateways, KnownPrincipals.ProjectToken, 404, "refused 404 VPN.0004")]
    [InlineData("POST", Gateways, KnownPrincipals.ProjectToken, 500, "failed 500 VPN.0002")]
    [InlineData("POST", Gateways, KnownPrincipals.UserToken, 0, "denied 403 VPN.0003")]
    [InlineData("POST", Gateways, "nonsense", 0, null)]
    [InlineData("POST", "/v3/auth/tokens", null, 0, null)]
    public async Task What_changes_something_and_what_is_denied_is_recorded(string method, string path, string? token, int refusal, string? recorded)
    {
        var edge = shared.Edge;
        edge.Script.Answer = refusal switch
        {
            0 => null,
            403 => (_, _) => throw ErrorInterceptor.ToRpcException(ErrorCatalogue.AccessDenied.With("of the part")),
            404 => (_, _) => throw ErrorInterceptor.ToRpcException(ErrorCatalogue.NotFound.With()),
            _ => (_, _) => throw new InvalidOperationException("on purpose"),
        };
        try
        {
            var answer = await edge.SendAsync(method, path, method == "POST" ? "{}" : null, token);
            var records = edge.Audit.Records.Where(each => each.RequestId == answer.RequestId).Select(each => each.Record).ToArray();
            records.Select(record => $"{record.Outcome} {record.Status} {record.ErrorCode}").ShouldBe(recorded is null ? [] : [recorded], answer.Body);
        }
        finally
        {
            edge.Script.Answer = null;
        }
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_begun()
    {
        var edge = shared.Edge;
        edge.Audit.IsFull = true;
        try
        {
            var calls = edge.Script.Calls.Count;
            (await edge.SendAsync("POST", Gateways, "{}")).Status.ShouldBe(503);
            edge.Script.Calls.Count.ShouldBe(calls);
            (await edge.SendAsync("GET", Gateways)).Status.ShouldBe(200);
        }
        finally
        {
            edge.Audit.IsFull = false;
        }
    }

    [Fact]
    public async Task A_change_whose_caller_hangs_up_is_recorded_as_unknown()
    {
        var edge = shared.Edge;
        var begun = new TaskCompletionSource();
        edge.Script.Answer = async (_, context) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            throw new InvalidOperationException("never");
        };
        try
        {
            using var hangUp = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"{Gateways}/left");
            request.Headers.Add("X-Auth-Token", KnownPrincipals.ProjectToken);
            var sending = edge.Client.SendAsync(request, hangUp.Token);
            await begun.Task;
            await hangUp.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(sending);
            await TestKit.Eventually.Async(() => edge.Audit.Records.Any(each => each.Record is { ResourceId: "left", Outcome: "unknown", Status: 0 }));
        }
        finally
        {
            edge.Script.Answer = null;
        }
    }

    private static AuditRecorded RecordOf(EdgeUnderTest edge, Answer answer) =>
        edge.Audit.Records.Single(each => each.RequestId == answer.RequestId).Record;
}

/// <summary>One edge for the tests of a class.</summary>
public sealed class SharedEdge : IAsyncLifetime
{
    internal EdgeUnderTest Edge { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Edge = await EdgeUnderTest.StartAsync("--GOVERNANCE={socket}");

    public ValueTask DisposeAsync() => Edge.DisposeAsync();
}
