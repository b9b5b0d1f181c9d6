using VpnMesh.P2C.Tests.P2cVpnGateways;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.P2cVpnGatewayJobs;

/// <summary>In which status a gateway is not upgraded.</summary>
public sealed class UpgradeReadinessTests(TestSystems systems) : IClassFixture<TestSystems>
{
    public static TheoryData<string, string, string> Refusals => new()
    {
        { "PENDING_CREATE", "VPN.0506", "400" },
        { "PENDING_UPDATE", "VPN.0507", "400" },
        { "UPGRADING", "VPN.0507", "400" },
        { "ROLLING_BACK", "VPN.0507", "400" },
        { "PENDING_DELETE", "VPN.0508", "400" },
        { "FAULT", "VPN.0510", "500" },
        { "FROZEN", "VPN.0510", "500" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_gateway_that_is_not_active_is_not_upgraded(string status, string code, string httpStatus)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await system.InsertGatewayAsync(caller);
        await system.PutIntoAsync(id, status);

        foreach (var action in new[] { "start", "finish", "rollback" })
        {
            (await RefusalAsync(system, caller, id, action)).ShouldBe((code, httpStatus), action);
        }
    }

    [Theory]
    [InlineData("ACTIVE", "start")]
    [InlineData("PENDING_UPGRADE_CONFIRM", "finish")]
    [InlineData("PENDING_UPGRADE_CONFIRM", "rollback")]
    public async Task An_order_about_the_gateway_comes_first(string status, string action)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await system.InsertGatewayAsync(caller);
        await system.PutIntoAsync(id, status);
        await system.PutIntoAsync(id, "ORDER");

        (await RefusalAsync(system, caller, id, action)).ShouldBe(("VPN.1801", "400"));
        (await system.ShowAsync(caller, id)).Status.ShouldBe(status);
    }

    private static async Task<(string Code, string Status)> RefusalAsync(TestSystem system, CallerContext caller, string id, string action)
    {
        var jobs = system.Client(channel => new Protos.P2C.V5.P2cVpnGatewayJobs.P2cVpnGatewayJobsClient(channel));
        var request = new UpgradeP2cVpnGatewayRequest { P2CVgwId = id, Action = action };
        var refusal = await Refused.Async(jobs.UpgradeP2cVpnGatewayAsync(request, system.As(caller)));
        return (refusal.Code, refusal.Status);
    }
}
