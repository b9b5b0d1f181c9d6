namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>Changes of passwords.</summary>
public sealed class VpnUserPasswordTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_new_password_counts_at_once_and_the_old_one_no_more(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var id = await users.CreateAsync("user001");

        await users.UpdatePassword(id, UserActions.Password, "stringst-new");
        (await users.Check("user001", UserActions.Password)).Accepted.ShouldBeFalse();
        (await users.Check("user001", "stringst-new")).Accepted.ShouldBeTrue();
        await users.ResetPassword(id, "Asdfqwer");
        (await users.Check("user001", "stringst-new")).Accepted.ShouldBeFalse();
        (await users.Check("user001", "Asdfqwer")).Accepted.ShouldBeTrue();

        var shown = (await users.Show(id)).User;
        string.CompareOrdinal(shown.UpdatedAt, shown.CreatedAt).ShouldBeGreaterThan(0);
        (await users.RowsAsync()).ShouldBe([("user001", 3)]);
    }

    [Theory]
    [InlineData("wrong", "é", "VPN.1312")]
    [InlineData("", "Asdfqwer", "VPN.1312")]
    [InlineData("Qwerasdf", "é", "VPN.1310")]
    [InlineData("Qwerasdf", "short", "VPN.1308")]
    [InlineData("Qwerasdf", "Password1", "VPN.1309")]
    [InlineData("Qwerasdf", "1drowssaP", "VPN.1309")]
    [InlineData("Qwerasdf", "1qaz2wsx", "VPN.1314")]
    [InlineData("Qwerasdf", "Qwerasdf", "VPN.1311")]
    public async Task The_first_rule_that_is_broken_gives_the_code(string old, string @new, string code)
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"]);
        var id = await users.CreateAsync("Password1");

        (await Refused.Async(users.UpdatePassword(id, old, @new))).Code.ShouldBe(code);
        if (code != "VPN.1312")
        {
            (await Refused.Async(users.ResetPassword(id, @new))).ShouldSatisfyAllConditions(
                refusal => refusal.Code.ShouldBe(code), refusal => refusal.Fields.ShouldBe(["new_password"]));
        }
        (await users.Check("Password1", UserActions.Password)).Accepted.ShouldBeTrue();
        (await users.CountersAsync()).Revision.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_five_passwords_used_last_may_not_come_again(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var id = await users.CreateAsync("user001");
        string[] used = [UserActions.Password, "Asdfqwe1", "Asdfqwe2", "Asdfqwe3", "Asdfqwe4"];
        foreach (var password in used[1..])
        {
            await users.ResetPassword(id, password);
        }

        foreach (var password in used)
        {
            (await Refused.Async(users.ResetPassword(id, password))).Code.ShouldBe("VPN.1311");
        }
        await users.UpdatePassword(id, used[^1], "Asdfqwe5");
        (await Refused.Async(users.ResetPassword(id, used[1]))).Code.ShouldBe("VPN.1311");
        // Six passwords ago.
        await users.ResetPassword(id, used[0]);
        await users.ResetPassword(id, used[1]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_parallel_changes_with_the_old_password_one_succeeds(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var id = await users.CreateAsync("user001");

        var attempts = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            try
            {
                await users.UpdatePassword(id, UserActions.Password, $"Asdfqwer{i}");
                return $"Asdfqwer{i}";
            }
            catch (Grpc.Core.RpcException)
            {
                return null;
            }
        }));

        var password = attempts.OfType<string>().ShouldHaveSingleItem();
        (await users.Check("user001", password)).Accepted.ShouldBeTrue();
        (await Refused.Async(users.UpdatePassword(id, UserActions.Password, "Another-1"))).Code.ShouldBe("VPN.1312");
    }
}
