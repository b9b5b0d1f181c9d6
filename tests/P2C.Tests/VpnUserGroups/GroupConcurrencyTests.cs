using CsCheck;
using Grpc.Core;
using VpnMesh.P2C.Tests.VpnAccessPolicies;
using VpnMesh.P2C.Tests.VpnUsers;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.TestKit;

namespace VpnMesh.P2C.Tests.VpnUserGroups;

/// <summary>Limits and counters under calls that come together.</summary>
public sealed class GroupConcurrencyTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const int Users = 12;

    private static readonly Gen<Move[]> Moves =
        (from way in Gen.Enum<Way>()
         from toSecond in Gen.Bool
         from users in Gen.Int[0, Users - 1].Array[1, 4]
         select new Move(way, toSecond ? 1 : 0, [.. users.Distinct()])).Array[24];

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_server_has_50_groups_at_most_whoever_creates_and_deletes_at_once(string dialect)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems[dialect]);

        var codes = await Task.WhenAll(Enumerable.Range(0, 64)
            .Select(number => CodeAsync(groups.Create(new NewVpnUserGroup { Name = $"g{number}" }))));

        codes.Count(code => code is null).ShouldBe(49);
        codes.Where(code => code is not null).ShouldAllBe(code => code == "VPN.1306");
        var full = await groups.List();
        (full.TotalCount, full.UserGroups.Count).ShouldBe((50, 50));
        await groups.CountersShouldBeExactAsync();

        var custom = full.UserGroups.Where(group => group.Type == "Custom").Select(group => group.Id).ToArray();
        var mixed = await Task.WhenAll(
            custom.Take(20).Select(id => CodeAsync(groups.Delete(id)))
                .Concat(Enumerable.Range(0, 44).Select(number => CodeAsync(groups.Create(new NewVpnUserGroup { Name = $"h{number}" })))));

        mixed.Take(20).ShouldAllBe(code => code == null);
        mixed.Skip(20).ShouldAllBe(code => code == null || code == "VPN.1306");
        (await groups.List()).TotalCount.ShouldBe(30 + mixed.Skip(20).Count(code => code is null));
        await groups.CountersShouldBeExactAsync();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task One_name_is_given_once(string dialect)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems[dialect]);

        var codes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => CodeAsync(groups.Create(new NewVpnUserGroup { Name = "a" }))));

        codes.Count(code => code is null).ShouldBe(1);
        codes.Count(code => code == "VPN.1300").ShouldBe(15);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Every_user_stays_in_one_group_at_most_and_counters_are_exact(string dialect)
    {
        var system = await systems[dialect];
        await Moves.SampleAsync(
            async moves =>
            {
                var groups = await GroupActions.OnNewServerAsync(system);
                var users = await groups.InsertUsersAsync(Users);
                string[] ids = [await groups.CreateAsync("a"), await groups.CreateAsync("b")];

                var outcomes = await Task.WhenAll(moves
                    .Select(move => MoveAsync(groups, ids[move.Group], [.. move.Users.Select(user => users[user])], move.Way)));

                outcomes.ShouldAllBe(code => code == null || code == "VPN.1304" || code == "VPN.1305");
                await groups.CountersShouldBeExactAsync();
                var memberships = await groups.MembershipsAsync();
                foreach (var id in ids)
                {
                    var members = (await groups.Members(id)).Users.Select(user => user.Id);
                    members.ShouldBe(memberships.Where(user => user.Value.GroupId == id).Select(user => user.Key), ignoreOrder: true);
                }
                await Task.WhenAll(CodeAsync(groups.Delete(ids[0])), MoveAsync(groups, ids[0], users, Way.Add), CodeAsync(groups.Delete(ids[1])));
                (await groups.MembershipsAsync()).Values.ShouldAllBe(user => user.GroupId == null);
                await groups.CountersShouldBeExactAsync();
            },
            iter: 6,
            threads: 1);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Limits_hold_against_writers_of_other_replicas(string dialect)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems[dialect]);
        var policies = new PolicyActions(groups);
        var policy = PolicyActions.To((await groups.BuiltInAsync()).Id, "10.0.0.0/8");
        Task<string?> group = Task.FromResult<string?>(null), second = group;

        await groups.System.P2C.InTransactionAsync(
            async session =>
            {
                await session.LockVpnServerAsync(groups.Caller.ProjectId, groups.ServerId);
                await session.ExecuteAsync(
                    "UPDATE vpn_server SET group_number = 49, policy_number = 100 WHERE id = @ServerId", new { groups.ServerId });
                (group, second) = (CodeAsync(groups.Create(new NewVpnUserGroup { Name = "a" })), CodeAsync(policies.Create(policy)));
                if (dialect == "postgres")
                {
                    // They have come as far as the lock. SQLite has one writer, there is nothing to be seen of those that wait.
                    await Eventually.Async(async () => (await groups.System.QueryAsync<long>(
                        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).Single() > 0);
                }
                return true;
            },
            CancellationToken.None);

        (await group).ShouldBe("VPN.1306");
        (await second).ShouldBe("VPN.1400");
    }

    private static Task<string?> MoveAsync(GroupActions groups, string id, string[] users, Way way) => way switch
    {
        Way.Add => CodeAsync(groups.Add(id, users)),
        Way.Remove => CodeAsync(groups.Remove(id, users)),
        _ => CodeAsync(new UserActions(groups.System, groups.Caller, groups.ServerId).Update(users[0], new VpnUserChanges { UserGroupId = id })),
    };

    private static async Task<string?> CodeAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return null;
        }
        catch (RpcException exception)
        {
            return exception.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason ?? exception.ToString();
        }
    }

    // How a user comes into a group or leaves it; an update moves one who is in another group, too.
    private enum Way
    {
        Add,
        Remove,
        Update,
    }

    private sealed record Move(Way Way, int Group, int[] Users);
}
