using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests;

/// <summary>What Governance is told before it takes anything back, and what is not written any more because it is too late.</summary>
public sealed class ReservationOwnersTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Only_what_is_written_exists_and_only_in_its_project(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var gateway = await system.CreateAsync(caller, Examples.Public());
        var request = new WhichExistRequest
        {
            Resources =
            {
                Of(caller.ProjectId, "vpn_gateway", gateway.Id),
                Of(caller.ProjectId, "vpn_gateway", Examples.Id()),
                Of(caller.ProjectId, "customer_gateway", Examples.Id()),
            },
        };
        var response = await Owners(system).WhichExistAsync(request, system.As(CallerExtensions.OfPart("governance")));
        response.ResourceIds.ShouldBe([gateway.Id]);

        request = new WhichExistRequest { Resources = { Of(TestSystem.NewProject(), "vpn_gateway", gateway.Id) } };
        response = await Owners(system).WhichExistAsync(request, system.As(CallerExtensions.OfPart("governance")));
        response.ResourceIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_said_of_what_somebody_may_be_writing()
    {
        var system = await systems["postgres"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var gateway = await system.CreateAsync(caller, Examples.Public());
        var (written, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writing = system.SiteToSite.InTransactionAsync(
            async session =>
            {
                await session.ExecuteAsync("UPDATE vpn_gateway SET name = 'a' WHERE id = @Id", new { gateway.Id });
                written.SetResult();
                await end.Task;
                return true;
            },
            CancellationToken.None);
        await written.Task;
        var request = new WhichExistRequest { Resources = { Of(caller.ProjectId, "vpn_gateway", gateway.Id) }, AfterWriters = true };

        var refusal = await Refused.Async(Owners(system).WhichExistAsync(request, system.As(CallerExtensions.OfPart("governance"))));

        (refusal.Code, refusal.Status).ShouldBe(("APIGW.0202", "503"));
        end.SetResult();
        await writing;
        (await Owners(system).WhichExistAsync(request, system.As(CallerExtensions.OfPart("governance")))).ResourceIds.ShouldBe([gateway.Id]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_kind_of_resource_that_is_not_known_is_not_taken_for_gone(string dialect)
    {
        var system = await systems[dialect];
        var request = new WhichExistRequest { Resources = { Of(TestSystem.NewProject(), "something_new", Examples.Id()) } };

        var refusal = await Refused.Async(Owners(system).WhichExistAsync(request, system.As(CallerExtensions.OfPart("governance"))));

        refusal.Code.ShouldBe("VPN.0001");
        refusal.Fields.ShouldBe(["resource_type"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_EIPs_of_gateways_are_told_as_Governance_knows_them(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.Eip1 = new NewEip { Id = Examples.Id().ToUpperInvariant() };
        var gateway = await system.CreateAsync(caller, wanted);
        var request = new EipsOfRequest { Gateways = { Of(caller.ProjectId, "vpn_gateway", gateway.Id), Of(caller.ProjectId, "vpn_gateway", Examples.Id()) } };

        var response = await Owners(system).EipsOfAsync(request, system.As(CallerExtensions.OfPart("governance")));

        response.Eips.Count.ShouldBe(2);
        response.Eips.ShouldContain(new EipOfGateway { VpnGatewayId = gateway.Id, EipId = wanted.Eip1.Id.ToLowerInvariant() });
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task All_that_is_written_is_listed_in_pages(string dialect)
    {
        var system = await systems[dialect];
        var (one, other) = (TestSystem.User(TestSystem.NewProject()), TestSystem.User(TestSystem.NewProject()));
        string[] written = [(await system.CreateAsync(one, Examples.Public())).Id, (await system.CreateAsync(other, Examples.Public())).Id];
        var request = new ListResourcesRequest { ResourceType = "vpn_gateway", Limit = 1 };
        var listed = new List<OwnedResource>();
        while (await Owners(system).ListResourcesAsync(request, system.As(CallerExtensions.OfPart("governance"))) is { Resources: [var next] })
        {
            listed.Add(next);
            request.After = next.ResourceId;
        }

        listed.Select(resource => resource.ResourceId).ShouldBeInOrder();
        listed.Where(resource => written.Contains(resource.ResourceId)).Select(resource => resource.ProjectId)
            .ShouldBe([one.ProjectId, other.ProjectId], ignoreOrder: true);
        listed.ShouldAllBe(resource => resource.Zones.Count == 2);
        foreach (var (type, field) in new[] { ("something_new", "resource_type"), ("vpn_gateway", "limit") })
        {
            var limit = field == "limit" ? 1001 : 1;
            var wrong = Owners(system).ListResourcesAsync(new ListResourcesRequest { ResourceType = type, Limit = limit }, system.As(CallerExtensions.OfPart("governance")));
            (await Refused.Async(wrong)).Fields.ShouldBe([field]);
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Only_Governance_may_ask(string dialect)
    {
        var system = await systems[dialect];
        var user = system.As(TestSystem.User(TestSystem.NewProject()));
        (await Refused.Async(Owners(system).WhichExistAsync(new WhichExistRequest(), user))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(Owners(system).EipsOfAsync(new EipsOfRequest(), user))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(Owners(system).ListResourcesAsync(new ListResourcesRequest(), user))).Code.ShouldBe("VPN.0003");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_Governance_may_have_taken_back_is_not_written(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect, "--RESERVATION_LIFETIME=0.001");
        var caller = TestSystem.User(TestSystem.NewProject());

        var refusal = await Refused.Async(system.Gateways().CreateVgwAsync(new CreateVgwRequest { VpnGateway = Examples.Public() }, system.As(caller)));

        (refusal.Code, refusal.Status).ShouldBe(("APIGW.0202", "503"));
        (await system.ListAsync(caller)).ShouldBeEmpty();
    }

    private static Protos.Governance.V1.ReservationOwners.ReservationOwnersClient Owners(TestSystem system) =>
        system.Client(channel => new Protos.Governance.V1.ReservationOwners.ReservationOwnersClient(channel));

    private static ResourceRef Of(string projectId, string type, string id) => new() { ProjectId = projectId, ResourceType = type, ResourceId = id };
}
