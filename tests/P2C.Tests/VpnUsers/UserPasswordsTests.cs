using Microsoft.Extensions.DependencyInjection;
using VpnMesh.P2C.VpnUsers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>Passwords of users on their way into the store.</summary>
public sealed class UserPasswordsTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const int Waiting = 256;

    [Fact]
    public async Task Whoever_comes_while_256_wait_is_told_to_come_later()
    {
        var passwords = (await systems["sqlite"]).Services.GetRequiredService<UserPasswords>();

        // All come before the first few are through.
        var attempts = Enumerable.Range(0, 2 * Waiting).Select(_ => passwords.HashAsync("user", UserActions.Password)).ToArray();

        var outcomes = await Task.WhenAll(attempts.Select(async attempt =>
        {
            try
            {
                return (await attempt).Length > 0 ? "hashed" : "";
            }
            catch (DomainException refusal)
            {
                return refusal.Code.Code;
            }
        }));
        outcomes.Distinct().ShouldBe(["hashed", "VPN.0030"]);
        outcomes.Take(Waiting).ShouldAllBe(outcome => outcome == "hashed");
        (await passwords.HashAsync("user", UserActions.Password)).ShouldNotBeEmpty();
    }
}
