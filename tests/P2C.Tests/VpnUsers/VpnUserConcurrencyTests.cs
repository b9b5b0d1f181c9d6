using CsCheck;
using Grpc.Core;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>Changes that arrive together are applied one after another.</summary>
public sealed class VpnUserConcurrencyTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const int Parallel = 64;

    // In and around the block of clients of a test server, 172.16.0.0/20.
    private static readonly Gen<string> Addresses = Gen.OneOf(
        Gen.Int[0, 30].Select(last => $"172.16.0.{last}"),
        Gen.Int[1, 3].Select(block => $"172.16.15.{(block * 4) + 1}"),
        OneOf("172.16.16.1", "172.15.255.253"));

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_many_creations_with_one_name_or_address_one_succeeds(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);

        var many = Enumerable.Range(0, Parallel);
        var names = await Task.WhenAll(many.Select(_ => CodeAsync(users.Create(UserActions.User("user001")))));
        var addresses = await Task.WhenAll(many.Select(i => CodeAsync(users.Create(UserActions.User($"other{i}", "172.16.0.5")))));

        names.CountBy(code => code).ShouldBe([new("", 1), new("VPN.1302", Parallel - 1)], ignoreOrder: true);
        addresses.CountBy(code => code).ShouldBe([new("", 1), new("VPN.0001", Parallel - 1)], ignoreOrder: true);
        (await users.CountersAsync()).ShouldBe((2, 2));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Different_creations_all_succeed_and_the_limit_holds(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var group = await users.InsertGroupAsync("a");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => await users.Create(UserActions.User($"user{i:000}", groupId: group))));
        await users.SetAsync("vpn_server", "user_number = 490");
        var codes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => CodeAsync(users.Create(UserActions.User($"last{i:000}")))));

        codes.CountBy(code => code).ShouldBe([new("", 10), new("VPN.1307", 6)], ignoreOrder: true);
        (await users.MembersAsync()).ShouldBe(new Dictionary<string, long> { ["a"] = 20 });
        (await users.RowsAsync()).Select(user => user.Revision).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_overlapping_lists_one_is_created_as_a_whole(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i => await users.BatchCreate(
            new NewVpnUserOfBatch { Name = $"own-{i}", Password = "Qwerasdf" },
            new NewVpnUserOfBatch { Name = "common", Password = "Qwerasdf" })));

        answers.Count(answer => answer.InvalidUsers.Count == 0).ShouldBe(1);
        answers.SelectMany(answer => answer.InvalidUsers).ShouldAllBe(user => user.Name == "common" && user.Cause == "Duplicate user name.");
        (await users.RowsAsync()).Length.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Static_addresses_never_collide_nor_leave_their_rule(string dialect)
    {
        var system = await systems[dialect];
        await Addresses.Array[6, 10].SampleAsync(
            async wanted =>
            {
                var users = await UserActions.OnNewServerAsync(system);
                var ids = await Task.WhenAll(wanted.Select((address, i) => IdAsync(users.Create(UserActions.User($"user{i:000}", address)))));
                // Then everybody who is there moves at once.
                await Task.WhenAll(ids.OfType<string>().Zip(
                    wanted.Reverse(), (id, address) => CodeAsync(users.Update(id, new VpnUserChanges { StaticIp = address }))));

                var stored = (await users.List()).Users.Select(user => user.StaticIp).ToArray();
                stored.ShouldBeUnique();
                stored.ShouldAllBe(address => IsAllowed(address));
                stored.Length.ShouldBe(wanted.Where(IsAllowed).Distinct().Count());
            },
            iter: 10,
            threads: 1);
    }

    // The rule of the contract for 172.16.0.0/20, once more: the first host of a block of four, but not of the first.
    private static bool IsAllowed(string address)
    {
        var parts = address.Split('.').Select(int.Parse).ToArray();
        return parts[0] == 172 && parts[1] == 16 && parts[2] < 16 && parts[3] % 4 == 1 && address != "172.16.0.1";
    }

    private static async Task<string?> IdAsync(AsyncUnaryCall<CreateVpnUserResponse> call)
    {
        try
        {
            return (await call).User.Id;
        }
        catch (RpcException)
        {
            return null;
        }
    }

    private static async Task<string> CodeAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return "";
        }
        catch (RpcException exception)
        {
            return exception.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason;
        }
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);
}
