using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VpnMesh.P2C.VpnUsers;
using VpnMesh.TestKit;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>What agents are told of users that are gone is not kept for ever.</summary>
public sealed class RemovalPruningTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_removal_is_forgotten_after_a_day(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var (old, recent) = (await users.CreateAsync("user001"), await users.CreateAsync("user002"));
        await users.BatchDelete(old, recent);
        await users.System.ExecuteAsync("UPDATE vpn_user_removal SET removed_at = removed_at - 86400001 WHERE user_id = @old", new { old });
        var pruning = users.System.Services.GetServices<IHostedService>().OfType<RemovalPruning>().Single();

        // It looks when it starts, then every hour.
        await pruning.StopAsync(CancellationToken.None);
        await pruning.StartAsync(CancellationToken.None);

        await Eventually.Async(async () => (await LeftAsync(users)).SequenceEqual([recent]));
    }

    private static Task<IReadOnlyList<string>> LeftAsync(UserActions users) =>
        users.System.QueryAsync<string>("SELECT user_id FROM vpn_user_removal WHERE vpn_server_id = @ServerId", new { users.ServerId });
}
