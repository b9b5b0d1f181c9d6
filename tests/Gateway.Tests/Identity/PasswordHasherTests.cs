using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using VpnMesh.Identity;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Identity;

public sealed class PasswordHasherTests
{
    private const int WhatOwaspRecommends = 210_000;

    [Fact]
    public async Task Without_settings_a_hash_is_costly_and_salted_anew()
    {
        using var folder = new TempFolder();
        var builder = PartHost.CreateBuilder([$"--DATA={folder.Path}"]);
        builder.AddIdentity();
        await using var services = builder.Services.BuildServiceProvider();
        var hasher = services.GetRequiredService<PasswordHasher>();
        var hashes = new[] { await hasher.HashAsync("Example-Passw0rd"), await hasher.HashAsync("Example-Passw0rd") };

        var parts = hashes.Select(hash => hash.Split('$')).ToArray();

        parts.ShouldAllBe(hash => hash.Length == 4 && hash[0] == "pbkdf2-sha512");
        parts.ShouldAllBe(hash => int.Parse(hash[1], System.Globalization.CultureInfo.InvariantCulture) >= WhatOwaspRecommends);
        parts.ShouldAllBe(hash => Convert.FromBase64String(hash[2]).Length >= 16 && Convert.FromBase64String(hash[3]).Length >= 32);
        parts.Select(hash => hash[2]).ShouldBeUnique();
        parts.Select(hash => hash[3]).ShouldBeUnique();
        (await hasher.VerifyAsync("Example-Passw0rd", hashes[0])).ShouldBeTrue();
        (await hasher.VerifyAsync("Example-Passw0re", hashes[0])).ShouldBeFalse();
    }
}
