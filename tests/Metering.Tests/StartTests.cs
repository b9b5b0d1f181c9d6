using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Metering.Tests;

public sealed class StartTests
{
    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_service_starts_on_an_empty_store(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        var builder = PartHost.CreateBuilder([.. store.Settings, $"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}"]);
        builder.ListenInternally(PartAddress.Parse($"unix:{store.Folder}/part.sock"));
        builder.Logging.ClearProviders();
        builder.AddMetering();
        builder.AddEventBus();
        await using var app = builder.Build();
        app.MapPartDefaults();
        app.MapMetering();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var tables = await app.Services.GetRequiredService<MeteringDatabase>().ReadAsync(
            session => session.ScalarAsync<long>("SELECT COUNT(*) FROM inbox"), TestContext.Current.CancellationToken);
        tables.ShouldBe(0);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }
}
