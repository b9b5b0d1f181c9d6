using System.Net;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Hosting.Health;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Hosting.Management;

public sealed class ManagementTests
{
    private const string Quotas = $"/v5/{KnownPrincipals.ProjectId}/vpn/quotas";

    // Only a test that fails waits this long.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_management_listener_answers_health_and_what_is_mapped_there_and_nothing_else()
    {
        await using var part = await SmallPart.StartAsync(
            builder => builder.Services.OnManagement(routes => routes.MapGet("/mapped", () => "here")),
            app => app.MapGet("/of-the-part", () => "there"));
        (await part.AskAsync("/health/live")).ShouldBe((200, "live"));
        (await part.AskAsync("/health/ready")).ShouldBe((200, "ready"));
        (await part.AskAsync("/health/started")).ShouldBe((200, "started"));
        (await part.AskAsync("/mapped")).ShouldBe((200, "here"));
        (await part.AskAsync("/of-the-part")).Status.ShouldBe(404);
        (await part.AskAsync("/grpc.health.v1.Health/Check")).Status.ShouldBe(404);
        (await StatusAsync(part.Internal, "/of-the-part")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(part.Internal, "/health/live")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(part.Internal, "/mapped")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_edge_keeps_its_public_paths_and_management_apart()
    {
        using var folder = new TempFolder();
        await using var edge = await EdgeUnderTest.StartAsync($"--MANAGEMENT=unix:{folder.Path}/management.sock");
        var management = PartAddress.Parse($"unix:{folder.Path}/management.sock");
        using var client = new HttpClient(management.CreateHandler()) { BaseAddress = management.Uri };
        (await StatusAsync(client, "/health/started")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(client, "/openapi.json")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(client, Quotas)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(edge.Client, "/health/ready")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(edge.Client, "/health/started")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(edge.Client, Quotas)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_is_missing_or_does_not_answer_makes_a_process_not_ready_but_it_lives()
    {
        var store = new Store();
        await using var part = await SmallPart.StartAsync(builder => builder.Services.AddSingleton<IReadyCheck>(store));
        store.Answer = Task.FromResult<string?>("the store is away");
        (await part.AskAsync("/health/ready")).ShouldBe((503, "not ready: the store is away"));
        (await part.AskOverGrpcAsync()).ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);
        (await part.AskAsync("/health/live")).Status.ShouldBe(200);
        (await part.AskAsync("/health/started")).Status.ShouldBe(200);
        var looks = store.Looks;
        store.Answer = Task.FromResult<string?>(null);
        (await part.AskAsync("/health/ready")).Status.ShouldBe(503, "what was seen counts for a second");
        store.Looks.ShouldBe(looks);
        part.Time.Advance(TimeSpan.FromSeconds(1));
        (await part.AskAsync("/health/ready")).ShouldBe((200, "ready"));
        store.Answer = new TaskCompletionSource<string?>().Task;
        part.Time.Advance(TimeSpan.FromSeconds(1));
        looks = store.Looks;
        var ask = part.AskAsync("/health/ready");
        await Eventually.Async(() => store.Looks > looks);
        part.Time.Advance(TimeSpan.FromSeconds(2));
        (await ask).ShouldBe((503, "not ready: the store does not answer"));
    }

    [Fact]
    public async Task A_process_that_drains_serves_says_that_it_is_not_ready_and_ends_after_its_time()
    {
        await using var part = await SmallPart.StartAsync(map: app => app.MapGet("/of-the-part", () => "there"));
        var lifetime = part.App.Services.GetRequiredService<IHostApplicationLifetime>();
        (await part.AskOverGrpcAsync()).ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        var drain = part.Drain.RunAsync(TimeSpan.FromSeconds(10));
        (await part.AskAsync("/health/ready")).ShouldBe((503, "not ready: draining"));
        (await part.AskAsync("/health/live")).Status.ShouldBe(200);
        (await part.AskOverGrpcAsync()).ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);
        (await StatusAsync(part.Internal, "/of-the-part")).ShouldBe(HttpStatusCode.OK);
        part.Time.Advance(TimeSpan.FromSeconds(9));
        lifetime.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
        part.Time.Advance(TimeSpan.FromSeconds(1));
        await drain.WaitAsync(s_patience);
        lifetime.ApplicationStopping.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_asks_a_second_time_does_not_wait_for_the_drain()
    {
        await using var part = await SmallPart.StartAsync();
        var drain = part.Drain.RunAsync(TimeSpan.FromSeconds(10));
        await part.Drain.RunAsync(TimeSpan.FromSeconds(10)).WaitAsync(s_patience);
        await drain.WaitAsync(s_patience);
        part.App.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task An_edge_that_drains_answers_and_sends_callers_elsewhere()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        (await edge.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken)).Headers.ConnectionClose.ShouldNotBe(true);
        var drain = edge.App.Services.GetRequiredService<Drain>().RunAsync(TimeSpan.FromHours(1));
        (await StatusAsync(edge.Client, "/health/ready")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var answer = await edge.Client.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.ConnectionClose.ShouldBe(true);
        drain.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("MANAGEMENT", "https://127.0.0.1:9090")]
    [InlineData("MANAGEMENT", "9090")]
    [InlineData("DRAIN_SECONDS", "-1")]
    [InlineData("DRAIN_SECONDS", "soon")]
    [InlineData("MIGRATE", "later")]
    public async Task A_wrong_setting_is_named_at_the_start(string name, string value) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => SmallPart.StartAsync(
            builder => builder.Configuration.WhenToMigrate(), settings: [$"--{name}={value}"]))).Message.ShouldContain($"VPNMESH_{name}");

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private sealed class Store : IReadyCheck
    {
        public int Looks;

        public Task<string?> Answer { get; set; } = Task.FromResult<string?>(null);

        public Task<string?> WhatIsMissingAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Looks);
            return Answer;
        }

        public override string ToString() => "the store";
    }
}
