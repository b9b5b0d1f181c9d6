using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using VpnMesh.Identity;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Hosting.Management;

/// <summary>A process that does not migrate its store itself.</summary>
public sealed class MigrateTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task It_starts_before_the_schema_is_there_and_is_ready_once_it_is(string dialect)
    {
        var database = dialect == "postgres" ? await PostgresServer.Shared.CreateDatabaseAsync() : "";
        await using var part = await StartAsync($"--DATABASE={database}");
        (await part.AskAsync("/health/started")).Status.ShouldBe(200);
        (await part.AskAsync("/health/ready")).Text.ShouldStartWith("not ready: the schema of identity is older than this program");
        part.Time.Advance(TimeSpan.FromSeconds(5));
        part.Warnings.ShouldHaveSingleItem().ShouldContain("waiting");
        part.App.Services.GetRequiredService<IdentityDatabase>().Migrate(typeof(OutboxSignal<>).Assembly, typeof(IdentityModule).Assembly);
        await Eventually.Async(async () =>
        {
            part.Time.Advance(TimeSpan.FromSeconds(1));
            return (await part.AskAsync("/health/ready")).Status == 200;
        });
        (await part.App.Services.GetRequiredService<IdentityDatabase>().ReadAsync(
            session => session.ScalarAsync<long>("SELECT COUNT(*) FROM account_user"), TestContext.Current.CancellationToken)).ShouldBe(1);
        // The workers have begun as well.
        await Eventually.Async(async () => await part.App.Services.GetRequiredService<IdentityDatabase>().ReadAsync(
            session => session.ScalarAsync<long>("SELECT COUNT(*) FROM lease WHERE name = 'outbox-relay'"), TestContext.Current.CancellationToken) == 1);
        part.Warnings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_named_without_its_address()
    {
        await using var part = await StartAsync($"--DATABASE=Host=127.0.0.1;Port={FreePort.Next()};Username=somebody;Password=secret");
        (await part.AskAsync("/health/ready")).Text.ShouldBe("not ready: the store of identity cannot be reached; there is no account yet");
        (await part.AskAsync("/health/live")).Status.ShouldBe(200);
    }

    private static Task<SmallPart> StartAsync(string database) => SmallPart.StartAsync(
        builder =>
        {
            builder.AddIdentity();
            builder.Services.AddSingleton(TextWriter.Null);
            builder.AddEventBus();
        },
        app => app.MapIdentity(),
        "--MIGRATE=none", database);
}
