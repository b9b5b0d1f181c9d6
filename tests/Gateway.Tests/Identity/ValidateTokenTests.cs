using Shouldly;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Gateway.Tests.Identity;

public sealed class ValidateTokenTests(IdentitySystems systems) : IClassFixture<IdentitySystems>
{
    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task A_token_is_described_as_when_it_was_made(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var user = await account.NewUserAsync();
        await user.GrantAsync("VPN FullAccess");
        var made = await user.LogInAsync(new AuthScope { Project = new ProjectSelector { Id = account.ProjectId } });
        (await CheckAsync(system, user, made.SubjectToken)).ShouldBe(made);
        (await CheckAsync(system, account.Owner, made.SubjectToken)).ShouldBe(made);
        var request = new ValidateTokenRequest { SubjectToken = made.SubjectToken, Nocatalog = "yes" };
        (await system.Keystone.KeystoneValidateTokenAsync(request, user.Call)).Token.Catalog.ShouldBeEmpty();
    }

    [Fact]
    public async Task Anothers_token_is_for_the_owner_of_its_account_alone()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var token = (await account.Owner.LogInAsync()).SubjectToken;
        foreach (var stranger in new[] { await account.NewUserAsync(), (await system.NewAccountAsync()).Owner })
        {
            var refusal = await Refusal.OfAsync(
                system.Keystone.KeystoneValidateTokenAsync(new ValidateTokenRequest { SubjectToken = token }, stranger.Call));
            refusal.Code.ShouldBe("IAM.0002");
        }
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("expired")]
    [InlineData("revoked")]
    public async Task A_token_that_does_not_work_is_not_found_and_not_repeated(string what)
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var user = await account.NewUserAsync();
        var token = what == "unknown" ? "abc.def" : (await user.LogInAsync()).SubjectToken;
        if (what == "expired")
        {
            system.Time.Advance(TimeSpan.FromHours(24));
        }
        if (what == "revoked")
        {
            await user.GrantAsync("VPN FullAccess");
        }
        var refusal = await Refusal.OfAsync(
            system.Keystone.KeystoneValidateTokenAsync(new ValidateTokenRequest { SubjectToken = token }, account.Owner.Call));
        refusal.Code.ShouldBe("IAM.0004");
        refusal.Status.ShouldBe("404");
        refusal.Message.ShouldNotContain(token);
    }

    [Fact]
    public async Task The_header_is_required()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var refusal = await Refusal.OfAsync(system.Keystone.KeystoneValidateTokenAsync(new ValidateTokenRequest(), account.Owner.Call));
        refusal.ShouldBe(("IAM.0072", "400", "'X-Subject-Token' is a required property.", "X-Subject-Token"));
    }

    private static async Task<TokenResponse> CheckAsync(IdentitySystem system, TestUser caller, string token) =>
        await system.Keystone.KeystoneValidateTokenAsync(new ValidateTokenRequest { SubjectToken = token }, caller.Call);
}
