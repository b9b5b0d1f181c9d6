using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What is told of the writes of gateways.</summary>
public sealed class EventTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Every_write_is_told_with_its_subject(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.EnterpriseProjectId = Examples.Id();
        var created = await system.CreateActiveAsync(caller, wanted);
        await system.PlaceAsync(created.Id);
        await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { Name = "b", LocalSubnets = new StringList { Items = { "10.0.0.0/8" } } });
        await system.AppliedAsync(created.Id);
        await system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = created.Id, VpnGateway = new() { Flavor = "Professional2" } }, system.As(caller));
        await system.AppliedAsync(created.Id);
        await system.Gateways().DeleteVgwAsync(new DeleteVgwRequest { VgwId = created.Id }, system.As(caller));

        var events = await system.ToldAsync(created.Id);

        events.Select(one => $"{one.Type} {one.Generation}").ShouldBe(
        [
            "vpn_gateway.created 1",
            "vpn_gateway.updated 2", "vpn_gateway.status_changed 2",
            "vpn_gateway.updated 3", "vpn_gateway.status_changed 3",
            "vpn_gateway.status_changed 4",
        ]);
        events.ShouldAllBe(one => one.ProjectId == caller.ProjectId && one.EnterpriseProjectId == wanted.EnterpriseProjectId);
        events.ShouldAllBe(one => one.RequestId == caller.RequestId && one.ResourceType == "vpn_gateway");
        events[0].Data.GetProperty("eips").GetArrayLength().ShouldBe(2);
        Strings(events[1], "changed").ShouldBe(["name", "local_subnets"]);
        Strings(events[3], "changed").ShouldBe(["flavor"]);
        events[2].StatusChange().ShouldBe("ACTIVE -> PENDING_UPDATE");
        events[5].StatusChange().ShouldBe("ACTIVE -> PENDING_DELETE");
    }

    private static string?[] Strings(CloudEvent one, string name) => [.. one.Data.GetProperty(name).EnumerateArray().Select(item => item.GetString())];
}
