using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance.Tests;

/// <summary>A replica of the real service behind a real Kestrel on a socket, with a clock that stands still until it is told.</summary>
internal sealed class GovernanceInstance : IAsyncDisposable
{
    public const string Project = "0123456789abcdef0123456789abcdef";

    // The clock of the deadline stands still, that of the call does not.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);
    private static int _count;
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private GovernanceInstance(WebApplication app, FakeTimeProvider time, PartAddress address)
    {
        _app = app;
        Time = time;
        _channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler() });
        Reservations = new Protos.Governance.V1.Reservations.ReservationsClient(_channel);
        Inventory = new InventoryAdministration.InventoryAdministrationClient(_channel);
        Quotas = new Protos.Governance.V5.Quotas.QuotasClient(_channel);
        Tags = new Protos.Governance.V5.Tags.TagsClient(_channel);
        Overview = new QuotaOverview.QuotaOverviewClient(_channel);
    }

    public FakeTimeProvider Time { get; }
    public Protos.Governance.V1.Reservations.ReservationsClient Reservations { get; }
    public InventoryAdministration.InventoryAdministrationClient Inventory { get; }
    public Protos.Governance.V5.Quotas.QuotasClient Quotas { get; }
    public Protos.Governance.V5.Tags.TagsClient Tags { get; }
    public QuotaOverview.QuotaOverviewClient Overview { get; }
    public IServiceProvider Services => _app.Services;
    public ConcurrentQueue<CloudEvent> Told => Services.GetRequiredService<ConcurrentQueue<CloudEvent>>();
    public GovernanceDatabase Database => Services.GetRequiredService<GovernanceDatabase>();
    public CallOptions Administrator => With(CallerExtensions.OfPart(CallerExtensions.Administrator));
    public CallOptions Owner => InProject(Project);
    public CallOptions User => UserOf(Project);

    public static async Task<GovernanceInstance> StartAsync(TestStore store, params string[] settings)
    {
        var key = Convert.ToBase64String(new byte[32]);
        var builder = PartHost.CreateBuilder([.. store.Settings, $"--INTERNAL_KEY={key}", .. settings]);
        var address = PartAddress.Parse($"unix:{store.Folder}/{Interlocked.Increment(ref _count)}.sock");
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.ListenInternally(address);
        builder.AddGovernance();
        builder.Services.AddSingleton<ConcurrentQueue<CloudEvent>>();
        builder.AddEventHandler<GovernanceDatabase, Subscriber>();
        builder.AddEventBus();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPartDefaults();
        app.MapGovernance();
        await app.StartAsync();
        return new GovernanceInstance(app, time, address);
    }

    public CallOptions InProject(string projectId) => With(CallerExtensions.OfPart("site-to-site", projectId, "request-1"));

    /// <summary>A user who may do everything in a project. The clock catches up, so that owners have time to answer.</summary>
    public CallOptions UserOf(string projectId)
    {
        var behind = TimeProvider.System.GetUtcNow() - Time.GetUtcNow();
        if (behind > TimeSpan.Zero)
        {
            Time.Advance(behind);
        }
        return With(new CallerContext { ProjectId = projectId, RequestId = "request-1", Access = new Access { Everywhere = true } });
    }

    public CallOptions With(CallerContext caller) =>
        Services.GetRequiredService<CallerContextSigner>().With(caller, Timeout, Time, CancellationToken.None);

    public async Task<long> UsedAsync(string type) =>
        (await Quotas.ShowQuotasInfoAsync(new ShowQuotasInfoRequest(), Owner)).Quotas.Resources.Single(quota => quota.Type == type).Used;

    /// <summary>Use of a quota that callers are not shown.</summary>
    public Task<long> HiddenUseAsync(string type) =>
        Database.ReadAsync(
            session => session.ScalarAsync<long>("SELECT used FROM quota WHERE project_id = @Project AND type = @type", new { Project, type }),
            CancellationToken.None);

    public Task<long> CountAsync(string from) =>
        Database.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM " + from), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Somebody who listens to what the service tells.</summary>
    internal sealed class Subscriber(ConcurrentQueue<CloudEvent> told) : IEventHandler
    {
        public static IReadOnlyList<string> Types { get; } = ["eip.*", "quota.*"];

        public Task HandleAsync(Session session, CloudEvent cloudEvent)
        {
            told.Enqueue(cloudEvent);
            return Task.CompletedTask;
        }
    }
}
