using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.EnterpriseProjectResources;

/// <summary>What Identity and Governance ask about resources.</summary>
public sealed class EnterpriseProjectResourcesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly CallerContext Identity = CallerExtensions.OfPart("identity");

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_is_found_and_moved_and_nothing_else_of_it_changes(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());
        var target = Examples.Id();
        var expected = await system.ShowAsync(caller, created.Id);
        expected.EnterpriseProjectId = target;
        await system.ExecuteAsync(
            """
            INSERT INTO vpn_gateway_job (id, project_id, enterprise_project_id, vgw_id, job_type, status, from_version, to_version, created_at, told_at, request_id)
            VALUES (@job, @ProjectId, '0', @Id, 'upgrade', 'success', '1', '2', 1, 1, 'r')
            """,
            new { job = Examples.Id(), caller.ProjectId, created.Id });

        await Owner(system).MoveAsync(Move(caller.ProjectId, created.Id, target), system.As(Identity));
        await Owner(system).MoveAsync(Move(caller.ProjectId, created.Id, target), system.As(Identity));

        (await system.ShowAsync(caller, created.Id)).ShouldBe(expected);
        (await system.QueryAsync<string>("SELECT enterprise_project_id FROM vpn_gateway_job WHERE vgw_id = @Id", new { created.Id })).ShouldBe([target]);
        var found = await Owner(system).FindAsync(
            new FindRequest { ProjectId = caller.ProjectId, ResourceType = "vpn-gateway", ResourceId = created.Id }, system.As(Identity));
        found.Resource.ShouldBe(new Resource
        {
            ResourceId = created.Id,
            ResourceName = created.Name,
            ResourceType = "vpn-gateway",
            ProjectId = caller.ProjectId,
            EnterpriseProjectId = target,
        });
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_not_there_is_not_found(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateAsync(caller, Examples.Public());

        foreach (var refusal in new[]
        {
            await Refused.Async(Owner(system).MoveAsync(Move(TestSystem.NewProject(), created.Id, "0"), system.As(Identity))),
            await Refused.Async(Owner(system).MoveAsync(Move(caller.ProjectId, Examples.Id(), "0"), system.As(Identity))),
            await Refused.Async(Owner(system).FindAsync(
                new FindRequest { ProjectId = caller.ProjectId, ResourceType = "vpn-connection", ResourceId = created.Id }, system.As(Identity))),
        })
        {
            refusal.Code.ShouldBe("VPN.0004");
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_list_is_paged_counted_and_filtered(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        (wanted.EnterpriseProjectId, wanted.Name) = (Examples.Id(), "the-one");
        var named = await system.CreateAsync(caller, wanted);
        wanted.ClearName();
        for (var i = 0; i < 3; i++)
        {
            await system.CreateAsync(caller, wanted);
        }
        await system.CreateAsync(caller, Examples.Public());
        ListRequest Request(Action<ListRequest>? set = null)
        {
            var request = new ListRequest { ProjectIds = { caller.ProjectId, TestSystem.NewProject() }, EnterpriseProjectId = wanted.EnterpriseProjectId, Limit = 3 };
            set?.Invoke(request);
            return request;
        }

        var first = await Owner(system).ListAsync(Request(), system.As(Identity));
        var second = await Owner(system).ListAsync(Request(request => request.Offset = 3), system.As(Identity));
        var past = await Owner(system).ListAsync(Request(request => request.Offset = 6), system.As(Identity));
        var byName = await Owner(system).ListAsync(Request(request => request.ResourceName = "the-one"), system.As(Identity));
        var byId = await Owner(system).ListAsync(Request(request => request.ResourceId = named.Id.ToUpperInvariant()), system.As(Identity));

        new[] { first, second, past }.ShouldAllBe(page => page.TotalCount == 4);
        new[] { first, second, past }.Select(page => page.Resources.Count).ShouldBe([3, 1, 0]);
        first.Resources.Concat(second.Resources).Select(resource => resource.ResourceId).Distinct().Count().ShouldBe(4);
        byName.Resources.ShouldHaveSingleItem().ResourceId.ShouldBe(named.Id);
        byId.ShouldBe(byName);
        (await Owner(system).ListAsync(new ListRequest { Limit = 1 }, system.As(Identity))).ShouldBe(new ListResponse());
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_written_is_told_to_Governance(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateAsync(caller, Examples.Public());
        ResourceRef Ref(string type, string id, string? project = null) =>
            new() { ProjectId = project ?? caller.ProjectId, ResourceType = type, ResourceId = id };
        var request = new WhichExistRequest
        {
            Resources =
            {
                Ref("vpn_gateway", created.Id), Ref("vpn_gateway", Examples.Id()), Ref("customer_gateway", created.Id),
                Ref("vpn_gateway", created.Id, TestSystem.NewProject()),
            },
        };
        var owners = system.Client(channel => new Protos.Governance.V1.ReservationOwners.ReservationOwnersClient(channel));

        (await owners.WhichExistAsync(request, system.As(CallerExtensions.OfPart("governance")))).ResourceIds.ShouldBe([created.Id]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Nobody_else_may_ask(string dialect)
    {
        var system = await systems[dialect];
        var user = system.As(TestSystem.User(TestSystem.NewProject()));
        var owners = system.Client(channel => new Protos.Governance.V1.ReservationOwners.ReservationOwnersClient(channel));

        foreach (var refusal in new[]
        {
            await Refused.Async(Owner(system).FindAsync(new FindRequest(), user)),
            await Refused.Async(Owner(system).MoveAsync(new MoveRequest(), user)),
            await Refused.Async(Owner(system).ListAsync(new ListRequest(), user)),
            await Refused.Async(owners.WhichExistAsync(new WhichExistRequest(), user)),
        })
        {
            refusal.Code.ShouldBe("VPN.0003");
        }
    }

    private static Protos.SiteToSite.V1.EnterpriseProjectResources.EnterpriseProjectResourcesClient Owner(TestSystem system) =>
        system.Client(channel => new Protos.SiteToSite.V1.EnterpriseProjectResources.EnterpriseProjectResourcesClient(channel));

    private static MoveRequest Move(string projectId, string id, string enterpriseProjectId) =>
        new() { ProjectId = projectId, ResourceType = "vpn-gateway", ResourceId = id, EnterpriseProjectId = enterpriseProjectId };
}
