using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>Who may see and change which gateway.</summary>
public sealed class IsolationTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly Dictionary<string, Func<TestSystem, string, CallerContext, Task<(string Code, string Status, string Message, string[] Fields)>>> Operations = new()
    {
        ["show"] = (system, id, caller) => Refused.Async(system.Gateways().ShowVgwAsync(new ShowVgwRequest { VgwId = id }, system.As(caller))),
        ["update"] = (system, id, caller) => Refused.Async(system.Gateways().UpdateVgwAsync(
            new UpdateVgwRequest { VgwId = id, VpnGateway = new VpnGatewayChanges { Name = "mine" } }, system.As(caller))),
        ["specification"] = (system, id, caller) => Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = id, VpnGateway = new() { Flavor = "Professional2" } }, system.As(caller))),
        ["delete"] = (system, id, caller) => Refused.Async(system.Gateways().DeleteVgwAsync(new DeleteVgwRequest { VgwId = id }, system.As(caller))),
    };

    public static MatrixTheoryData<string, string> Rows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Operations.Keys);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Another_projects_gateway_is_not_there(string dialect, string operation)
    {
        var system = await systems[dialect];
        var created = await system.CreateActiveAsync(TestSystem.User(TestSystem.NewProject()), Examples.Public());
        await system.QuietAsync();
        var before = await system.DumpAsync();

        var refusal = await Operations[operation](system, created.Id, TestSystem.User(TestSystem.NewProject()));

        refusal.ShouldSatisfyAllConditions(
            () => refusal.Code.ShouldBe("VPN.0004"),
            () => refusal.Status.ShouldBe("404"),
            () => refusal.Message.ShouldBe("resource not found"));
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_malformed_id_is_refused(string dialect, string operation)
    {
        var system = await systems[dialect];

        var refusal = await Operations[operation](system, "620d99b8", TestSystem.User(TestSystem.NewProject()));

        refusal.Code.ShouldBe("VPN.0001");
        refusal.Fields.ShouldContain("vgw_id");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_grant_elsewhere_does_not_help(string dialect, string operation)
    {
        var system = await systems[dialect];
        var project = TestSystem.NewProject();
        var created = await system.CreateActiveAsync(TestSystem.User(project), Examples.Public());
        var elsewhere = TestSystem.User(project, new Access { OnlyIn = { Examples.Id() } });
        var denied = TestSystem.User(project, new Access { Everywhere = true, NeverIn = { "0" } });

        var refusals = new[]
        {
            await Operations[operation](system, created.Id, elsewhere),
            await Operations[operation](system, Examples.Id(), elsewhere),
            await Operations[operation](system, "malformed", elsewhere),
            await Operations[operation](system, created.Id, denied),
        };

        refusals.ShouldAllBe(refusal => refusal.Code == "VPN.0003" && refusal.Status == "403");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_grant_in_the_enterprise_project_of_the_gateway_is_enough(string dialect)
    {
        var system = await systems[dialect];
        var wanted = Examples.Public();
        wanted.EnterpriseProjectId = Examples.Id();
        var caller = TestSystem.User(TestSystem.NewProject(), new Access { OnlyIn = { wanted.EnterpriseProjectId } });

        var created = await system.CreateActiveAsync(caller, wanted);

        (await system.ShowAsync(caller, created.Id)).EnterpriseProjectId.ShouldBe(wanted.EnterpriseProjectId);
        (await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { Name = "b" })).Name.ShouldBe("b");
        var inDefault = await Refused.Async(system.Gateways().CreateVgwAsync(new CreateVgwRequest { VpnGateway = Examples.Public() }, system.As(caller)));
        var list = await Refused.Async(system.Gateways().ListVgwsAsync(new ListVgwsRequest(), system.As(caller)));
        new[] { inDefault, list }.ShouldAllBe(refusal => refusal.Code == "VPN.0003" && refusal.Status == "403");
    }
}
