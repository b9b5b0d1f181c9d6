using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.SiteToSite.Tests.CustomerGateways;
using VpnMesh.SiteToSite.Tests.VpnConnections;
using VpnMesh.SiteToSite.Tests.VpnGateways;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.TaggedResources;

/// <summary>Tags that callers change through Governance, seen from the resources that have them.</summary>
public sealed class ChangeTagsTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const int MostTags = 20;

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Tags_of_a_gateway_change_and_nothing_else_of_it(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.Tags.Add(new ResourceTag { Key = "owner", Value = "anna" });
        var id = (await system.CreateAsync(caller, wanted)).Id;
        await system.PutIntoAsync(id, "FREEZED");
        var before = await system.ShowAsync(caller, id);

        await system.TagAsync(caller, "vpn-gateway", id.ToUpperInvariant(), ("owner", "bert"), ("stage", ""));
        await system.TagAsync(caller, "vpn-gateway", id, ("stage", ""));
        await system.UntagAsync(caller, "vpn-gateway", id, ("owner", "anna"), ("nothing", null));
        var shown = await system.ShowAsync(caller, id);
        shown.Tags.ToPairs().ShouldBe(new Dictionary<string, string> { ["owner"] = "bert", ["stage"] = "" });
        (await system.TagsOfAsync(caller, "vpn-gateway", id)).ShouldBe(shown.Tags.ToPairs());
        await system.UntagAsync(caller, "vpn-gateway", id, ("owner", "bert"), ("stage", null));

        shown.Tags.Clear();
        shown.Tags.Add(before.Tags);
        shown.ShouldBe(before);
        (await system.ShowAsync(caller, id)).Tags.ShouldBeEmpty();
        var told = (await system.ToldAsync(id)).Where(one => one.Type == "vpn_gateway.tags_changed").ToArray();
        told.Select(one => one.Data.ToString()).ShouldBe(
        [
            $$"""{"name":"{{before.Name}}","tags":[{"key":"owner","value":"bert"},{"key":"stage","value":""}]}""",
            $$"""{"name":"{{before.Name}}","tags":[]}""",
        ]);
        told.ShouldAllBe(one => one.Generation == 1 && one.RequestId == caller.RequestId && one.ProjectId == caller.ProjectId);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Creations_renames_and_deletions_show_at_once(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var site = await system.SiteAsync();
        var (caller, gateway, customer) = (site.Caller, site.Gateway.Id, site.Customer.Id);
        var connection = (await system.CreateAppliedAsync(caller, site.New())).Id;
        (string Type, string Id)[] resources = [("vpn-gateway", gateway), ("customer-gateway", customer), ("vpn-connection", connection)];
        foreach (var (type, id) in resources)
        {
            (await system.FindAsync(caller, type)).ShouldBe([id]);
            (await system.FindAsync(TestSystem.User(TestSystem.NewProject()), type)).ShouldBeEmpty();
        }

        await system.UpdateAsync(caller, gateway, new VpnGatewayChanges { Name = "renamed" });
        await system.UpdateAsync(caller, customer, new CustomerGatewayChanges { Name = "renamed" });
        await system.UpdateAsync(caller, connection, new VpnConnectionChanges { Name = "renamed" });
        foreach (var (type, id) in resources)
        {
            (await system.FindAsync(caller, type, "renamed")).ShouldBe([id]);
            await system.TagAsync(caller, type, id, ("key", type));
            (await system.TagsOfAsync(caller, type, id))["key"].ShouldBe(type);
            (await system.ToldAsync(id)).Select(one => one.Type).ShouldContain(type.Replace('-', '_') + ".tags_changed");
        }
        (await system.ShowConnectionAsync(caller, connection)).Tags.ToPairs()["key"].ShouldBe("vpn-connection");
        (await system.ShowCgwAsync(caller, customer)).Tags.ToPairs()["key"].ShouldBe("customer-gateway");

        var unused = (await system.CreateAsync(caller, CustomerGatewayActions.Example())).Id;
        (await system.FindAsync(caller, "customer-gateway")).ShouldBe([unused, customer]);
        await system.DeleteCgwAsync(caller, unused);
        (await system.FindAsync(caller, "customer-gateway")).ShouldBe([customer]);
        var gone = await Refused.Async(system.Tags().ShowResourceTagsAsync(
            new() { ResourceType = "customer-gateway", ResourceId = unused }, system.As(caller)));
        (gone.Code, gone.Status).ShouldBe(("VPN.0004", "404"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Grants_on_an_enterprise_project_count_for_what_is_in_it(string dialect)
    {
        var system = await systems[dialect];
        var (here, elsewhere) = (Examples.Id(), Examples.Id());
        var site = await system.SiteAsync(enterpriseProjectId: here);
        var granted = TestSystem.User(site.Caller.ProjectId, new Access { OnlyIn = { here } });
        var denied = TestSystem.User(site.Caller.ProjectId, new Access { Everywhere = true, NeverIn = { here } });
        await system.TagAsync(granted, "vpn-gateway", site.Gateway.Id, ("a", "1"));
        (await system.TagsOfAsync(granted, "vpn-gateway", site.Gateway.Id)).Keys.ShouldBe(["a"]);

        await RefusedAsync(denied, "vpn-gateway", site.Gateway.Id);
        await RefusedAsync(granted, "customer-gateway", site.Customer.Id);
        await RefusedAsync(granted, "vpn-gateway", Examples.Id());
        await RefusedAsync(granted, "vpn-gateway", "no-id");
        await RefusedAsync(granted, "nothing", site.Gateway.Id);
        var moved = TestSystem.User(site.Caller.ProjectId, new Access { OnlyIn = { elsewhere } });
        await RefusedAsync(moved, "vpn-gateway", site.Gateway.Id);

        var connection = (await system.CreateAsync(site.Caller, site.New())).Id;
        (await system.TagsOfAsync(granted, "vpn-connection", connection)).ShouldBeEmpty();
        var move = new MoveRequest
        {
            ProjectId = site.Caller.ProjectId,
            ResourceType = "vpn-gateway",
            ResourceId = site.Gateway.Id,
            EnterpriseProjectId = elsewhere,
        };
        await system.Client(channel => new Protos.SiteToSite.V1.EnterpriseProjectResources.EnterpriseProjectResourcesClient(channel))
            .MoveAsync(move, system.As(CallerExtensions.OfPart("identity")));
        foreach (var (type, id) in new[] { ("vpn-gateway", site.Gateway.Id), ("vpn-connection", connection) })
        {
            await RefusedAsync(granted, type, id);
            await system.TagAsync(moved, type, id, ("b", "2"));
            (await system.TagsOfAsync(moved, type, id)).Keys.ShouldContain("b");
        }

        async Task RefusedAsync(CallerContext caller, string type, string id)
        {
            foreach (var refusal in new[]
            {
                await Refused.Async(system.Tags().ShowResourceTagsAsync(new() { ResourceType = type, ResourceId = id }, system.As(caller))),
                await Refused.Async(system.Tags().BatchCreateResourceTagsAsync(new() { ResourceType = type, ResourceId = id }, system.As(caller))),
                await Refused.Async(system.Tags().BatchDeleteResourceTagsAsync(
                    new() { ResourceType = type, ResourceId = id, Tags = { new ResourceTag { Key = "a" } } }, system.As(caller))),
            })
            {
                (refusal.Code, refusal.Status).ShouldBe(("VPN.0003", "403"));
            }
        }
    }

    [Fact]
    public async Task Callers_of_two_replicas_that_tag_at_the_same_time_stop_at_twenty()
    {
        var database = await PostgresServer.Shared.CreateDatabaseAsync();
        await using var first = await TestSystem.StartAsync("sqlite", $"--DATABASE={database}");
        await using var second = await TestSystem.StartAsync("sqlite", $"--DATABASE={database}");
        var caller = TestSystem.User(TestSystem.NewProject());
        var gateway = await first.CreateAsync(caller, Examples.Private());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3 * MostTags).Select(number => Task.Run(async () =>
        {
            try
            {
                await (number % 2 == 0 ? first : second).TagAsync(caller, "vpn-gateway", gateway.Id, ($"key-{number}", "value"));
                return true;
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.InvalidArgument)
            {
                return false;
            }
        })));

        outcomes.Count(accepted => accepted).ShouldBe(MostTags);
        var shown = (await first.ShowAsync(caller, gateway.Id)).Tags.ToPairs();
        shown.Count.ShouldBe(MostTags);
        (await first.TagsOfAsync(caller, "vpn-gateway", gateway.Id)).ShouldBe(shown, ignoreOrder: true);
        (await second.TagsOfAsync(caller, "vpn-gateway", gateway.Id)).ShouldBe(shown, ignoreOrder: true);
        // A key that is there already adds none.
        await second.TagAsync(caller, "vpn-gateway", gateway.Id, (shown.Keys.First(), "other"));
    }
}
