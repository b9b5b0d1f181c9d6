using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What a change takes, what its answer shows, and what is shown while it is under way.</summary>
public sealed class ChangeAnswersTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly Dictionary<string, Func<TestSystem, string, Grpc.Core.CallOptions, Task<VpnGateway>>> Writes = new()
    {
        ["UpdateVgw"] = async (system, id, options) => (await system.Gateways().UpdateVgwAsync(
            new UpdateVgwRequest { VgwId = id, VpnGateway = new VpnGatewayChanges { Name = "b" } }, options)).VpnGateway,
        ["UpdatePostpaidVgwSpecification"] = async (system, id, options) => (await system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = id, VpnGateway = new() { Flavor = "Professional2" } }, options)).VpnGateway,
    };

    private static readonly Dictionary<string, PolicyTemplate> Bounds = new()
    {
        ["the shortest ike lifetime"] = new() { IkePolicy = new() { LifetimeSeconds = 60 } },
        ["the longest ike lifetime"] = new() { IkePolicy = new() { LifetimeSeconds = 604800 } },
        ["the shortest ipsec lifetime"] = new() { IpsecPolicy = new() { LifetimeSeconds = 30 } },
        ["the longest ipsec lifetime"] = new() { IpsecPolicy = new() { LifetimeSeconds = 604800 } },
    };

    public static MatrixTheoryData<string, string> WriteRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Writes.Keys);

    public static MatrixTheoryData<string, string> BoundRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Bounds.Keys);

    [Theory]
    [MemberData(nameof(WriteRows))]
    public async Task A_change_moves_updated_at_and_nothing_else_in_time(string dialect, string write)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await CreateLongAgoAsync(system, caller, Examples.Public());
        var before = await system.ShowAsync(caller, created.Id);

        var answer = await Writes[write](system, created.Id, system.As(caller));

        var shown = await system.ShowAsync(caller, created.Id);
        DateTimeOffset.Parse(answer.UpdatedAt).ShouldBeGreaterThan(DateTimeOffset.Parse(before.UpdatedAt));
        (answer.CreatedAt, shown.CreatedAt, shown.AppliedAt, shown.UpdatedAt).ShouldBe((before.CreatedAt, before.CreatedAt, before.AppliedAt, answer.UpdatedAt));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_changes_nothing_leaves_updated_at(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await CreateLongAgoAsync(system, caller, Examples.Public());
        var before = await system.ShowAsync(caller, created.Id);

        var answer = await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { Name = created.Name });

        answer.UpdatedAt.ShouldBe(before.UpdatedAt);
        (await system.ShowAsync(caller, created.Id)).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(WriteRows))]
    public async Task The_answer_of_a_change_shows_the_tags(string dialect, string write)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.Tags.Add([new ResourceTag { Key = "b", Value = "" }, new ResourceTag { Key = "a", Value = "1" }]);
        var created = await system.CreateActiveAsync(caller, wanted);

        var answer = await Writes[write](system, created.Id, system.As(caller));

        answer.Tags.ShouldBe(wanted.Tags);
    }

    [Theory]
    [InlineData("sqlite", true)]
    [InlineData("sqlite", false)]
    [InlineData("postgres", true)]
    [InlineData("postgres", false)]
    public async Task While_a_change_is_under_way_zones_show_only_if_they_were_named_and_EIPs_do(string dialect, bool named)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.AvailabilityZoneIds.Add(named ? ["region-1b", "region-1a"] : []);
        var created = await system.CreateActiveAsync(caller, wanted);
        var before = await system.ShowAsync(caller, created.Id);
        await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { Name = "b" });

        var shown = await system.ShowAsync(caller, created.Id);

        shown.ShouldSatisfyAllConditions(
            () => before.AvailabilityZoneIds.Count.ShouldBe(2),
            () => shown.Status.ShouldBe("PENDING_UPDATE"),
            () => shown.AvailabilityZoneIds.ShouldBe(named ? before.AvailabilityZoneIds : []),
            () => shown.HasPublicBorderGroup.ShouldBe(named),
            () => shown.Eip1.ShouldBe(before.Eip1),
            () => shown.Eip2.ShouldBe(before.Eip2),
            () => shown.CreatedAt.ShouldBe(before.CreatedAt),
            () => shown.AppliedAt.ShouldBe(before.AppliedAt));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Subnets_of_IPv6_are_replaced_as_they_are_written(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.V6());
        string[] subnets = ["FD00:0::1/8", "16af:cacc::/32"];

        var updated = await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { LocalSubnetsV6 = new StringList { Items = { subnets } } });

        updated.LocalSubnetsV6.ShouldBe(subnets);
        updated.LocalSubnets.ShouldBeEmpty();
        (await system.ShowAsync(caller, created.Id)).LocalSubnetsV6.ShouldBe(subnets);
    }

    [Theory]
    [MemberData(nameof(BoundRows))]
    public async Task Lifetimes_reach_their_bounds(string dialect, string bound)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.NonFixedIp());
        var expected = Examples.FirstPolicies();
        expected.MergeFrom(Bounds[bound]);

        var updated = await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { PolicyTemplate = Bounds[bound] });

        updated.PolicyTemplate.ShouldBe(expected);
        (await system.ShowAsync(caller, created.Id)).PolicyTemplate.ShouldBe(expected);
    }

    /// <summary>A gateway in service whose times are so long ago that a change now is surely later.</summary>
    private static async Task<VpnGateway> CreateLongAgoAsync(TestSystem system, Protos.Context.V1.CallerContext caller, NewVpnGateway wanted)
    {
        var created = await system.CreateActiveAsync(caller, wanted);
        await system.ExecuteAsync(
            "UPDATE vpn_gateway SET created_at = 1000, applied_at = 2000, updated_at = 3000 WHERE id = @Id", new { created.Id });
        return created;
    }
}
