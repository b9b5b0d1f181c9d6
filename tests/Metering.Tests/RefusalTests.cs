using Grpc.Core;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Callers;
using static VpnMesh.Metering.Tests.MeteredEvents;

namespace VpnMesh.Metering.Tests;

/// <summary>What is not answered.</summary>
public sealed class RefusalTests(OneDayLater fixture) : IClassFixture<OneDayLater>
{
    private static readonly UsageQuery Asked = new() { ProjectId = NewProject(), From = "2027-02-20T07:00:00Z", To = "2027-02-20T08:00:00Z" };
    private readonly MeteringInstance _metering = fixture.Metering;

    [Theory]
    [InlineData("query.from", "", "2027-02-20T08:00:00Z")]
    [InlineData("query.from", "2027-02-20T07:30:00Z", "2027-02-20T08:00:00Z")]
    [InlineData("query.from", "2027-02-20", "2027-02-20T08:00:00Z")]
    [InlineData("query.to", "2027-02-20T07:00:00Z", "2027-02-20T08:00:00.001Z")]
    [InlineData("query.to", "2027-02-20T07:00:00Z", "2027-02-20T07:00:00Z")]
    [InlineData("query.to", "2027-02-20T07:00:00Z", "2028-02-21T08:00:00Z")]
    [InlineData("query.meter", "2027-02-20T07:00:00Z", "2027-02-20T08:00:00Z", "meters")]
    [InlineData("query.enterprise_project_id", "2027-02-20T07:00:00Z", "2027-02-20T08:00:00Z", null, "1")]
    [InlineData("limit", "2027-02-20T07:00:00Z", "2027-02-20T08:00:00Z", null, null, 0)]
    [InlineData("limit", "2027-02-20T07:00:00Z", "2027-02-20T08:00:00Z", null, null, 1001)]
    [InlineData("marker", "2027-02-20T07:00:00Z", "2027-02-20T08:00:00Z", null, null, 1, "a/b/c/d")]
    public async Task What_cannot_be_asked_is_refused_with_its_field(
        string field, string from, string to, string? meter = null, string? enterpriseProject = null, int limit = 1, string marker = "")
    {
        var query = new UsageQuery { From = from, To = to };
        if (meter is not null)
        {
            query.Meter = meter;
        }
        if (enterpriseProject is not null)
        {
            query.EnterpriseProjectId = enterpriseProject;
        }
        var request = new ListUsageRequest { Query = query, Limit = limit, Marker = marker };

        (await RefusedAsync(_metering.Usage.ListUsageAsync(request, _metering.Administrator))).ShouldStartWith($"VPN.0001 {field}");
    }

    [Fact]
    public async Task Only_an_administrator_and_billing_may_ask()
    {
        var request = new ListUsageRequest { Query = Asked };
        (await RefusedAsync(_metering.Usage.ListUsageAsync(request, _metering.As("site-to-site")))).ShouldStartWith("VPN.0003");
        var ledger = new ListLedgerRequest { ProjectId = Asked.ProjectId };
        (await RefusedAsync(_metering.Usage.ListLedgerAsync(ledger, _metering.As("")))).ShouldStartWith("VPN.0003");
        ledger.ProjectId = "";
        (await RefusedAsync(_metering.Usage.ListLedgerAsync(ledger, _metering.Administrator))).ShouldStartWith("VPN.0001 project_id");
        (await _metering.Usage.ListUsageAsync(request, _metering.As("billing"))).Hours.ShouldBeEmpty();
        using var call = _metering.Usage.ExportUsageCsv(new ExportUsageCsvRequest(), _metering.As(CallerExtensions.Administrator));
        (await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext(CancellationToken.None))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    private static async Task<string> RefusedAsync<T>(AsyncUnaryCall<T> call)
    {
        var status = (await Should.ThrowAsync<RpcException>(async () => await call)).GetRpcStatus().ShouldNotBeNull();
        var violations = status.GetDetail<Google.Rpc.BadRequest>()?.FieldViolations.Select(violation => violation.Field) ?? [];
        return $"{status.GetDetail<Google.Rpc.ErrorInfo>()!.Reason} {string.Join(' ', violations)}";
    }
}
