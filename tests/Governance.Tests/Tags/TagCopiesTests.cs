using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using VpnMesh.Governance.Tags;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Governance.Tests.Tags;

/// <summary>How the copy of tags follows the owners of the resources, and what it is good for while they are away.</summary>
public sealed class TagCopiesTests
{
    private const string Type = "vpn_connection";

    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_newest_state_counts_in_whatever_order_and_however_often_it_is_told(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, TagOwnerStandIn.Settings(store));
        await using var owner = await TagOwnerStandIn.StartAsync(store, governance.Time);
        var old = Enumerable.Range(1, 5).Select(number => owner.Resources.Put(Type, Resource(number, "old"))).ToArray();
        (await ValuesAsync(governance)).ShouldBe(["old", "old", "old", "old", "old"]);

        owner.Resources.Put(Type, Resource(1, "new"));
        owner.Resources.Put(Type, new TaggedResource { ResourceId = Id(2), Gone = true });
        (await ValuesAsync(governance)).ShouldBe(["old", "old", "old", "new"]);
        owner.Resources.TellsAllAgain = true;
        var copies = governance.Services.GetRequiredService<TagCopies>();
        foreach (var state in old)
        {
            await copies.TakeInAsync(GovernanceInstance.Project, Type, state, CancellationToken.None);
        }

        (await ValuesAsync(governance)).ShouldBe(["old", "old", "old", "new"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_owner_that_was_restored_from_a_backup_is_copied_anew(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, TagOwnerStandIn.Settings(store));
        await using var owner = await TagOwnerStandIn.StartAsync(store, governance.Time);
        var backup = owner.Resources.Put(Type, Resource(1, "backup"));
        owner.Resources.Put(Type, Resource(1, "lost"));
        owner.Resources.Put(Type, Resource(2, "lost"));
        (await ValuesAsync(governance)).ShouldBe(["lost", "lost"]);

        owner.Resources.Restore(1, (Type, backup));

        (await ValuesAsync(governance)).ShouldBe(["backup"]);
        owner.Resources.Put(Type, Resource(1, "later"));
        (await ValuesAsync(governance)).ShouldBe(["later"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Replicas_that_catch_up_at_the_same_time_all_answer_what_is_true(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var first = await GovernanceInstance.StartAsync(store, TagOwnerStandIn.Settings(store));
        await using var second = await GovernanceInstance.StartAsync(store, TagOwnerStandIn.Settings(store));
        await using var owner = await TagOwnerStandIn.StartAsync(store, first.Time);
        for (var round = 0; round < 5; round++)
        {
            var value = $"round-{round}";
            for (var number = 1; number <= 3; number++)
            {
                owner.Resources.Put(Type, Resource(number, value));
            }
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => ValuesAsync(number % 2 == 0 ? first : second)));
            answers.ShouldAllBe(answer => answer.SequenceEqual(new[] { value, value, value }));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task While_its_owner_is_away_tags_are_answered_as_they_were_known_last_and_not_changed(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, TagOwnerStandIn.Settings(store));
        var owner = await TagOwnerStandIn.StartAsync(store, governance.Time);
        owner.Resources.Put(Type, Resource(1, "known"));
        owner.Resources.Put(Type, new TaggedResource { ResourceId = Id(2), Gone = true });
        await governance.Tags.BatchCreateResourceTagsAsync(Set(Id(1), "written"), governance.User);
        (await ValuesAsync(governance)).ShouldBe(["written"]);
        await governance.Tags.BatchCreateResourceTagsAsync(Set(Id(1), "written last"), governance.User);
        await owner.DisposeAsync();

        // The answer to the last change was taken in before its caller had it.
        (await ValuesAsync(governance)).ShouldBe(["written last"]);
        (await ShowAsync(governance, Id(1))).ShouldBe("written last");
        var tags = await governance.Tags.ListProjectTagsAsync(new() { ResourceType = "vpn-connection" }, governance.User);
        tags.Tags.Single().Values.ShouldBe(["written last"]);
        (await Refusal.OfAsync(Show(governance, Id(2)))).Code.ShouldBe("VPN.0004");
        foreach (var refusal in new[]
        {
            // It may have been created since.
            await Refusal.OfAsync(Show(governance, Id(3))),
            await Refusal.OfAsync(governance.Tags.BatchCreateResourceTagsAsync(Set(Id(1), "not written"), governance.User)),
            // Of this type nothing was ever known.
            await Refusal.OfAsync(governance.Tags.ListProjectTagsAsync(new() { ResourceType = "vpn-gateway" }, governance.User)),
        })
        {
            (refusal.Code, refusal.HttpStatus).ShouldBe(("APIGW.0202", "503"));
        }

        await using var back = await TagOwnerStandIn.StartAsync(store, governance.Time, owner.Resources);
        (await ShowAsync(governance, Id(1))).ShouldBe("written last");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_told_by_events_is_caught_up_with_before_anybody_asks(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, TagOwnerStandIn.Settings(store));
        var owner = await TagOwnerStandIn.StartAsync(store, governance.Time);
        owner.Resources.Put(Type, Resource(1, "told"));
        var bus = governance.Services.GetRequiredService<EventBus>();
        await bus.TellAsync(Event("vpn_connection.tags_changed"), CancellationToken.None);
        await bus.TellAsync(Event("p2c_vpn_gateway.created"), CancellationToken.None);

        await Eventually.Async(async () =>
        {
            governance.Time.Advance(TimeSpan.FromSeconds(1));
            return await governance.CountAsync("tag_copy WHERE stale = 0 AND caught_up_to IS NOT NULL") == 2;
        });
        await owner.DisposeAsync();

        (await ValuesAsync(governance)).ShouldBe(["told"]);
        (await governance.Tags.ListProjectTagsAsync(new() { ResourceType = "p2c-vpn-gateways" }, governance.User)).Tags.ShouldBeEmpty();
    }

    private static string Id(int number) => $"00000000-0000-4000-8000-{number:d12}";

    private static TaggedResource Resource(int number, string value) => new()
    {
        ResourceId = Id(number),
        Name = "name",
        CreatedAtMs = number,
        Tags = { new ResourceTag { Key = "key", Value = value } },
    };

    private static BatchCreateResourceTagsRequest Set(string id, string value) =>
        new() { ResourceType = "vpn-connection", ResourceId = id, Tags = { new ResourceTag { Key = "key", Value = value } } };

    private static async Task<string[]> ValuesAsync(GovernanceInstance governance)
    {
        var answer = await governance.Tags.ListResourcesByTagsAsync(new() { ResourceType = "vpn-connection" }, governance.User);
        return [.. answer.Resources.Select(resource => resource.Tags.Single().Value)];
    }

    private static AsyncUnaryCall<ShowResourceTagsResponse> Show(GovernanceInstance governance, string id) =>
        governance.Tags.ShowResourceTagsAsync(new() { ResourceType = "vpn-connection", ResourceId = id }, governance.User);

    private static async Task<string> ShowAsync(GovernanceInstance governance, string id) => (await Show(governance, id)).Tags.Single().Value;

    private static CloudEvent Event(string type) => new()
    {
        Id = GatewayWish.NewId(),
        Source = "/vpnmesh/site-to-site",
        Type = type,
        Subject = Id(1),
        Time = TimeProvider.System.NowMs().ToWireTime(),
        ProjectId = GovernanceInstance.Project,
        EnterpriseProjectId = "0",
        ResourceType = type.Split('.')[0],
        Generation = 1,
        RequestId = "",
        Data = JsonSerializer.SerializeToElement(new { name = "a" }),
    };
}
