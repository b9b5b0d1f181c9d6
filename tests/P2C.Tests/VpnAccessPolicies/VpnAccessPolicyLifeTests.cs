using System.Text.Json;
using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.Tests.VpnAccessPolicies;

/// <summary>Access policies from their creation to their deletion.</summary>
public sealed class VpnAccessPolicyLifeTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Keep =
        """
        CREATE TABLE IF NOT EXISTS told (seq INTEGER, body TEXT);
        CREATE TRIGGER IF NOT EXISTS keep AFTER INSERT ON outbox BEGIN INSERT INTO told VALUES (new.seq, new.body); END
        """;

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_policy_is_shown_as_sent_and_changes_only_in_what_is_sent(string dialect)
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems[dialect]);
        var (a, b) = (await policies.Groups.CreateAsync("a"), await policies.Groups.CreateAsync("b"));
        var wanted = PolicyActions.To(a.ToUpperInvariant(), "192.168.12.7/24", "10.0.0.0/8");
        wanted.Description = new string('é', 300);
        var id = (await policies.Create(wanted)).AccessPolicy.Id;

        var created = (await policies.Show(id.ToUpperInvariant())).AccessPolicy;
        var same = (await policies.Update(id, new VpnAccessPolicyChanges { Name = "policy-001", UserGroupId = a })).AccessPolicy;
        var moved = (await policies.Update(id, new VpnAccessPolicyChanges { UserGroupId = b })).AccessPolicy;
        var changed = (await policies.Update(id, new VpnAccessPolicyChanges
        {
            Name = "名 \"x\"",
            Description = "",
            DestIpCidrs = new StringList { Items = { "10.0.0.0/8" } },
        })).AccessPolicy;

        (created.Name, created.Type, created.UserGroupId, created.UserGroupName).ShouldBe(("policy-001", "Custom", a, "a"));
        (created.Description, created.DestIpCidrs).ShouldBe((wanted.Description, wanted.DestIpCidrs));
        same.ShouldBe(created);
        (moved.UserGroupId, moved.UserGroupName, moved.DestIpCidrs, moved.CreatedAt).ShouldBe((b, "b", wanted.DestIpCidrs, created.CreatedAt));
        (changed.Name, changed.Description, changed.UserGroupId, changed.DestIpCidrs.Single()).ShouldBe(("名 \"x\"", "", b, "10.0.0.0/8"));
        (await policies.Show(id)).AccessPolicy.ShouldBe(changed);
        // Two groups, one policy, two changes of it.
        (await policies.Groups.RevisionsAsync()).ShouldBe((5, 5));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_group_shows_its_new_name_in_policies_and_is_deleted_only_after_them(string dialect)
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems[dialect]);
        var group = await policies.Groups.CreateAsync("a");
        var (first, second) = (await policies.CreateAsync(group), await policies.CreateAsync(group));
        await policies.Groups.Update(group, new VpnUserGroupChanges { Name = "new" });

        (await policies.List()).AccessPolicies.ShouldAllBe(policy => policy.UserGroupName == "new");
        (await Refused.Async(policies.Groups.Delete(group))).Code.ShouldBe("VPN.1313");
        await policies.Delete(first);
        await policies.Update(second, new VpnAccessPolicyChanges { UserGroupId = (await policies.Groups.BuiltInAsync()).Id });
        await policies.Groups.Delete(group);

        (await Refused.Async(policies.Delete(first))).Code.ShouldBe("VPN.1401");
        (await policies.Show(second)).AccessPolicy.UserGroupName.ShouldBe("default");
        await policies.Groups.CountersShouldBeExactAsync();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Policies_are_listed_newest_first_also_when_created_at_once(string dialect)
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems[dialect]);
        var group = (await policies.Groups.BuiltInAsync()).Id;
        var ids = new List<string>();
        foreach (var _ in Enumerable.Range(0, 4))
        {
            ids.Insert(0, await policies.CreateAsync(group));
        }
        await policies.Groups.System.ExecuteAsync(
            "UPDATE vpn_access_policy SET created_at = 5 WHERE vpn_server_id = @ServerId", new { policies.Groups.ServerId });

        var first = await policies.List(limit: 2);
        var last = await policies.List(limit: 2, first.PageInfo.NextMarker);

        first.AccessPolicies.Concat(last.AccessPolicies).Select(policy => policy.Id).ShouldBe(ids);
        (first.TotalCount, last.PageInfo.CurrentCount, last.PageInfo.HasNextMarker).ShouldBe((4, 2, false));
        (await policies.List(limit: 0)).TotalCount.ShouldBe(4);
        (await Refused.Async(policies.List(limit: 201, marker: "x"))).Fields.ShouldBe(["limit", "marker"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_server_has_100_policies_at_most_whoever_creates_and_deletes_at_once(string dialect)
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems[dialect]);
        var group = (await policies.Groups.BuiltInAsync()).Id;
        var before = new List<string>();
        foreach (var _ in Enumerable.Range(0, 60))
        {
            before.Add(await policies.CreateAsync(group));
        }

        var created = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => SucceedsAsync(policies.Create(PolicyActions.To(group, "10.0.0.0/8")))));

        created.Count(success => success).ShouldBe(40);
        (await Refused.Async(policies.Create(PolicyActions.To(group, "10.0.0.0/8")))).Code.ShouldBe("VPN.1400");
        (await policies.List()).AccessPolicies.Count.ShouldBe(100);
        var deleted = await Task.WhenAll(before.Take(32).Concat(before.Take(32)).Select(id => SucceedsAsync(policies.Delete(id))));
        deleted.Count(success => success).ShouldBe(32);
        (await policies.List()).TotalCount.ShouldBe(68);
        await policies.Groups.CountersShouldBeExactAsync();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_creation_repeated_with_its_token_creates_once(string dialect)
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems[dialect]);
        var wanted = PolicyActions.To((await policies.Groups.BuiltInAsync()).Id, "10.0.0.0/8");
        var token = Guid.CreateVersion7().ToString();

        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await policies.Create(wanted, token)).AccessPolicy.Id));

        ids.Distinct().ShouldHaveSingleItem();
        (await policies.List()).TotalCount.ShouldBe(1);
        (await Refused.Async(policies.Create(PolicyActions.To(wanted.UserGroupId, "10.0.0.0/9"), token))).Code.ShouldBe("VPN.0031");
    }

    [Fact]
    public async Task Every_write_is_told_with_what_changed()
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems["sqlite"]);
        var group = (await policies.Groups.BuiltInAsync()).Id;
        await policies.Groups.System.ExecuteAsync(Keep);
        var id = await policies.CreateAsync(group);
        await policies.Update(id, new VpnAccessPolicyChanges
        {
            Name = "b",
            Description = "second",
            DestIpCidrs = new StringList { Items = { "10.0.0.0/8" } },
        });
        await policies.Update(id, new VpnAccessPolicyChanges { Name = "b" });
        await policies.Delete(id);

        var told = await policies.Groups.System.QueryAsync<string>("SELECT body FROM told ORDER BY seq");
        var events = told.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!).Where(one => one.Subject == id).ToArray();

        var of = $"\"vpn_server_id\":\"{policies.Groups.ServerId}\",\"user_group_id\":\"{group}\"";
        events.Select(one => $"{one.Type} {one.Generation} {one.Data.GetRawText()}").ShouldBe(
        [
            $$"""vpn_access_policy.created 1 {"name":"policy-001",{{of}},"dest_ip_cidrs":["192.168.1.0/24"]}""",
            $$"""vpn_access_policy.updated 2 {"name":"b",{{of}},"dest_ip_cidrs":["10.0.0.0/8"],"changed":["name","description","dest_ip_cidrs"]}""",
            $$"""vpn_access_policy.deleted 3 {"name":"b",{{of}}}""",
        ]);
    }

    private static async Task<bool> SucceedsAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return true;
        }
        catch (RpcException exception) when (exception.StatusCode is not StatusCode.Internal and not StatusCode.Unknown)
        {
            return false;
        }
    }
}
