using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What UpdateVgw changes, and what it leaves alone.</summary>
public sealed class UpdateVgwTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Only_what_is_sent_changes(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());
        var before = await system.ShowAsync(caller, created.Id);

        var renamed = await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { Name = "网关-1" });
        await system.AppliedAsync(created.Id);
        var moved = await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { LocalSubnets = new StringList { Items = { "10.9.8.7/8" } } });

        renamed.Name.ShouldBe("网关-1");
        renamed.LocalSubnets.ShouldBe(before.LocalSubnets);
        moved.Name.ShouldBe("网关-1");
        moved.LocalSubnets.ShouldBe(["10.9.8.7/8"]);
        var shown = await system.ShowAsync(caller, created.Id);
        shown.Status.ShouldBe("PENDING_UPDATE");
        shown.Eip1.ShouldBe(before.Eip1);
        shown.CreatedAt.ShouldBe(before.CreatedAt);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_answer_leaves_out_what_is_only_shown(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Er());

        var updated = await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { Name = "b" });

        updated.ShouldSatisfyAllConditions(
            () => updated.HasStatus.ShouldBeFalse(),
            () => updated.HasErAttachmentId.ShouldBeFalse(),
            () => updated.HasPublicBorderGroup.ShouldBeFalse(),
            () => updated.HasAppliedAt.ShouldBeFalse(),
            () => updated.SupportedFlavors.ShouldBeEmpty(),
            () => updated.HasVpcId.ShouldBeFalse(),
            () => updated.AvailabilityZoneIds.Count.ShouldBe(2),
            () => updated.Eip1.ShouldNotBeNull(),
            () => updated.HasUpdatedAt.ShouldBeTrue());
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Policies_are_merged(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.NonFixedIp());
        var changes = new PolicyTemplate { IkePolicy = new() { DhGroup = "group21" }, IpsecPolicy = new() { Pfs = "disable", LifetimeSeconds = 30 } };

        var updated = await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { PolicyTemplate = changes });

        var expected = created.PolicyTemplate.Clone();
        expected.MergeFrom(changes);
        updated.PolicyTemplate.ShouldBe(expected);
        updated.PolicyTemplate.IkePolicy.EncryptionAlgorithm.ShouldBe("aes-128");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_changes_nothing_is_not_written(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());
        await system.QuietAsync();
        var before = await system.DumpAsync();

        await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges());
        await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges
        {
            Name = created.Name,
            LocalSubnets = new StringList { Items = { created.LocalSubnets } },
        });

        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_EIP_is_bound_once_the_old_one_is_off(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.Eip1 = new NewEip { Id = Examples.Id() };
        var created = await system.CreateActiveAsync(caller, wanted);
        var change = new VpnGatewayChanges { EipId1 = Examples.Id().ToUpperInvariant() };

        var refusal = await Refused.Async(system.Gateways().UpdateVgwAsync(
            new UpdateVgwRequest { VgwId = created.Id, VpnGateway = change }, system.As(caller)));
        await system.UnbindAsync(caller.ProjectId, wanted.Eip1.Id);
        await TestKit.Eventually.Async(async () => (await system.ShowAsync(caller, created.Id)).Eip1 is null);
        await system.AppliedAsync(created.Id);
        var updated = await system.UpdateAsync(caller, created.Id, change);

        refusal.Code.ShouldBe("VPN.0512");
        updated.Eip1.Id.ShouldBe(change.EipId1);
        updated.Eip2.ShouldNotBeNull();
        (await system.ShowAsync(caller, created.Id)).Eip1.ShouldBe(updated.Eip1);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_updates_at_the_same_time_one_wins_and_the_others_are_told_to_wait(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            try
            {
                return (await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { Name = $"n{number}" })).Name;
            }
            catch (Grpc.Core.RpcException refusal)
            {
                refusal.Status.Detail.ShouldBe($"resource (type=GATEWAY, ID={created.Id}) is not ready, currently UPDATING");
                return null;
            }
        }));

        var winner = outcomes.OfType<string>().ShouldHaveSingleItem();
        (await system.ShowAsync(caller, created.Id)).Name.ShouldBe(winner);
        (await system.QueryAsync<long>("SELECT generation FROM vpn_gateway WHERE id = @Id", new { created.Id })).ShouldBe([2]);
    }
}
