using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>An update that is refused leaves no EIP bound, and what is wrong with an EIP is told before the status of the gateway.</summary>
public sealed class RefusedUpdateTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_a_change_of_EIP_that_loses_against_another_nothing_stays_behind(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await WithoutFirstEipAsync(system, caller);
        for (var round = 0; round < 12; round++)
        {
            var eip = Examples.Id();
            var outcomes = await Task.WhenAll(
                TryAsync(system, caller, created, new VpnGatewayChanges { Name = $"n{round}" }),
                TryAsync(system, caller, created, new VpnGatewayChanges { EipId1 = eip }),
                TryAsync(system, caller, created, new VpnGatewayChanges { EipId1 = eip }));

            var isBound = (await system.ShowAsync(caller, created)).Eip1 is not null;
            isBound.ShouldBe(outcomes[1] || outcomes[2]);
            await system.QuietAsync();
            (await BoundAsync(system, created)).ShouldBe(isBound ? 1 : 0, $"round {round}");
            await system.AppliedAsync(created);
            if (isBound)
            {
                await UnbindAsync(system, caller, created, eip);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_wrong_with_an_EIP_comes_before_the_status_and_nothing_is_bound(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var foreign = Examples.Public();
        foreign.Eip1 = new NewEip { Id = Examples.Id() };
        await system.CreateAsync(TestSystem.User(TestSystem.NewProject()), foreign);
        var created = await WithoutFirstEipAsync(system, caller);
        foreach (var (status, code) in new[] { ("PENDING_UPDATE", "VPN.0003"), ("FREEZED", "VPN.0510"), ("FAULT", "VPN.0510") })
        {
            await system.PutIntoAsync(created, "ACTIVE");
            await system.PutIntoAsync(created, status);
            await system.QuietAsync();
            var before = await system.DumpAsync();

            var unknown = await RefusedAsync(system, caller, created, new VpnGatewayChanges { EipId1 = foreign.Eip1.Id });
            var good = await RefusedAsync(system, caller, created, new VpnGatewayChanges { EipId1 = Examples.Id() });

            (status, unknown).ShouldBe((status, "VPN.0551"));
            (status, good).ShouldBe((status, code));
            (await system.DumpAsync()).ShouldBe(before);
            await system.ExecuteAsync("UPDATE vpn_gateway SET frozen = 0, failed = 0 WHERE id = @created", new { created });
        }
    }

    private static async Task<string> WithoutFirstEipAsync(TestSystem system, CallerContext caller)
    {
        var wanted = Examples.Public();
        wanted.Eip1 = new NewEip { Id = Examples.Id() };
        var created = await system.CreateActiveAsync(caller, wanted);
        await UnbindAsync(system, caller, created.Id, wanted.Eip1.Id);
        return created.Id;
    }

    private static async Task UnbindAsync(TestSystem system, CallerContext caller, string id, string eipId)
    {
        await system.UnbindAsync(caller.ProjectId, eipId);
        await TestKit.Eventually.Async(async () => (await system.ShowAsync(caller, id)).Eip1 is null);
        await system.AppliedAsync(id);
    }

    private static async Task<bool> TryAsync(TestSystem system, CallerContext caller, string id, VpnGatewayChanges changes)
    {
        try
        {
            await system.UpdateAsync(caller, id, changes);
            return true;
        }
        catch (Grpc.Core.RpcException refusal)
        {
            // The other change is under way, or has bound the EIP already, which is told before the status.
            refusal.Status.Detail.ShouldMatch("is not ready, currently UPDATING|has been bound to an instance");
            return false;
        }
    }

    private static async Task<string> RefusedAsync(TestSystem system, CallerContext caller, string id, VpnGatewayChanges changes) =>
        (await Refused.Async(system.Gateways().UpdateVgwAsync(new UpdateVgwRequest { VgwId = id, VpnGateway = changes }, system.As(caller)))).Code;

    private static Task<long> BoundAsync(TestSystem system, string id) => system.Governance.ReadAsync(
        session => session.ScalarAsync<long>("SELECT COUNT(*) FROM eip WHERE bound_to = @id AND place = 1", new { id }), CancellationToken.None);
}
