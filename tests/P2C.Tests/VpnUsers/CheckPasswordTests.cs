using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>What agents are told of clients that dial in.</summary>
public sealed class CheckPasswordTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Wrong = "Asdfqwer";
    private const long LockMs = 15 * 60 * 1000;

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Only_the_password_of_a_user_of_this_server_passes(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var id = await users.CreateAsync("user001");
        var elsewhere = users.On(await users.System.InsertServerAsync(users.Caller));

        var right = await users.Check("user001", UserActions.Password);
        var upperCase = await users.On(users.ServerId.ToUpperInvariant()).Check("user001", UserActions.Password);

        (right.Accepted, right.UserId, right.Locked, right.LockedUntilMs).ShouldBe((true, id, false, 0));
        upperCase.Accepted.ShouldBeTrue();
        foreach (var (asked, name, password) in new[]
        {
            (users, "user001", UserActions.Password.ToUpperInvariant()), (users, "user001", ""), (users, "User001", UserActions.Password),
            (users, "nobody", UserActions.Password), (users, "\0", ""), (elsewhere, "user001", UserActions.Password),
            (users.On("\0"), "user001", UserActions.Password),
        })
        {
            var refused = await asked.Check(name, password);
            (refused.Accepted, refused.UserId, refused.Locked, refused.LockedUntilMs).ShouldBe((false, "", false, 0));
        }
        await users.Delete(id);
        (await users.Check("user001", UserActions.Password)).Accepted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("sqlite", "user001")]
    [InlineData("postgres", "user001")]
    [InlineData("sqlite", "nobody")]
    [InlineData("postgres", "nobody")]
    public async Task Five_wrong_passwords_in_a_row_lock_for_a_quarter_of_an_hour_whether_there_is_a_user_or_not(string dialect, string name)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        await users.CreateAsync("user001");
        var before = TimeProvider.System.NowMs();
        for (var i = 0; i < 4; i++)
        {
            (await users.Check(name, Wrong)).Locked.ShouldBeFalse();
        }

        var fifth = await users.Check(name, Wrong);
        var right = await users.Check(name, UserActions.Password);

        (fifth.Accepted, fifth.Locked).ShouldBe((false, true));
        fifth.LockedUntilMs.ShouldBeInRange(before + LockMs, TimeProvider.System.NowMs() + LockMs);
        // Attempts do not prolong it.
        right.ShouldBe(fifth);
        await users.System.ExecuteAsync(
            "UPDATE vpn_user_failure SET locked_until = locked_until - @LockMs, expires_at = expires_at - @LockMs WHERE vpn_server_id = @ServerId",
            new { LockMs, users.ServerId });
        (await users.Check(name, Wrong)).Locked.ShouldBeFalse();
        (await users.Check(name, UserActions.Password)).Accepted.ShouldBe(name == "user001");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_right_password_and_a_new_one_let_the_count_begin_anew(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var id = await users.CreateAsync("user001");
        await FailAsync(users, 4);
        (await users.Check("user001", UserActions.Password)).Accepted.ShouldBeTrue();
        await FailAsync(users, 4);
        (await users.Check("user001", UserActions.Password)).Accepted.ShouldBeTrue();
        await FailAsync(users, 5);
        (await users.Check("user001", UserActions.Password)).Locked.ShouldBeTrue();

        await users.ResetPassword(id, "Zxcvasdf");

        (await users.Check("user001", "Zxcvasdf")).Accepted.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Parallel_guesses_count_each(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        await users.CreateAsync("user001");

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ => await users.Check("user001", Wrong)));

        answers.Count(answer => !answer.Locked).ShouldBe(4);
        answers.Where(answer => answer.Locked).Select(answer => answer.LockedUntilMs).Distinct().Count().ShouldBe(1);
        (await users.Check("user001", UserActions.Password)).Locked.ShouldBeTrue();
    }

    [Fact]
    public async Task Only_agents_may_ask()
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"]);

        (await Refused.Async(users.Check("user001", "a", users.Caller))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(users.Check("user001", "a", CallerExtensions.OfPart("edge")))).Code.ShouldBe("VPN.0003");
    }

    private static async Task FailAsync(UserActions users, int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await users.Check("user001", Wrong)).Accepted.ShouldBeFalse();
        }
    }
}
