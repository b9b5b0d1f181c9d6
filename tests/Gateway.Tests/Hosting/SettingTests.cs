using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Hosting;

/// <summary>Settings that every process has.</summary>
public sealed class SettingTests : IDisposable
{
    private static readonly string s_old = Convert.ToBase64String(new byte[32]);
    private static readonly string s_new = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
    private readonly TempFolder _folder = new();

    [Fact]
    public void A_setting_may_be_in_a_file_whose_line_feed_does_not_count()
    {
        var builder = PartHost.CreateBuilder([$"--DATABASE_FILE={Write(" Host=db;Password=x \n")}", "--ZONES_FILE="]);
        builder.Configuration["DATABASE"].ShouldBe(" Host=db;Password=x ");
        builder.Configuration["ZONES"].ShouldBeNull();
    }

    [Fact]
    public void A_setting_that_is_given_twice_or_whose_file_is_not_there_is_named_without_its_value()
    {
        var both = Should.Throw<InvalidOperationException>(() => PartHost.CreateBuilder(["--INTERNAL_KEY=hush", $"--INTERNAL_KEY_FILE={Write("hush")}"]));
        both.Message.ShouldContain("VPNMESH_INTERNAL_KEY_FILE");
        both.Message.ShouldNotContain("hush");
        Should.Throw<InvalidOperationException>(() => PartHost.CreateBuilder([$"--DATABASE_FILE={_folder.Path}/absent"])).Message
            .ShouldContain("VPNMESH_DATABASE_FILE");
    }

    [Fact]
    public void A_key_takes_the_place_of_another_while_calls_go_on()
    {
        var (before, brought, switched, after) = (Signer(s_old), Signer($"{s_old},{s_new}"), Signer($"{s_new}, {s_old}"), Signer(s_new));
        Accepts(brought, before).ShouldBeTrue();
        Accepts(before, brought).ShouldBeTrue();
        Accepts(brought, switched).ShouldBeTrue();
        Accepts(switched, brought).ShouldBeTrue();
        Accepts(after, switched).ShouldBeTrue();
        Accepts(switched, after).ShouldBeTrue();
        Accepts(after, before).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(",")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,hush")]
    public void Keys_that_are_none_are_refused(string? keys)
    {
        var refusal = Should.Throw<InvalidOperationException>(() => Signer(keys));
        refusal.Message.ShouldContain("VPNMESH_INTERNAL_KEY");
        refusal.Message.ShouldNotContain("hush");
    }

    public void Dispose() => _folder.Dispose();

    private static bool Accepts(CallerContextSigner part, CallerContextSigner caller) => part.Verify(caller.Sign(new CallerContext())) is not null;

    private static CallerContextSigner Signer(string? keys)
    {
        using var app = (IDisposable)PartHost.CreateBuilder(keys is null ? [] : [$"--INTERNAL_KEY={keys}"]).Build();
        return ((Microsoft.AspNetCore.Builder.WebApplication)app).Services.GetRequiredService<CallerContextSigner>();
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder.Path, Guid.CreateVersion7().ToString());
        File.WriteAllText(path, text);
        return path;
    }
}
