using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Governance;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>The real Governance behind a socket, in a process with Monitoring as in Standalone, or alone.</summary>
internal sealed class GovernanceSystem(WebApplication app, GrpcChannel channel, FakeTimeProvider time) : IAsyncDisposable
{
    public Reservations.ReservationsClient Reservations => new(channel);

    public GovernanceDatabase Database => app.Services.GetRequiredService<GovernanceDatabase>();

    public MonitoringDatabase Monitoring => app.Services.GetRequiredService<MonitoringDatabase>();

    public static string Address(TestStore store) => $"unix:{store.Folder}/governance.sock";

    public static async Task<GovernanceSystem> StartAsync(TestStore store, FakeTimeProvider time, bool withMonitoring, params string[] settings)
    {
        var builder = PartHost.CreateBuilder(
            [.. store.Settings, $"--INTERNAL_KEY={AlertSystem.InternalKey}", $"--SITE_TO_SITE=unix:{store.Folder}/nobody.sock", .. settings]);
        var address = PartAddress.Parse(Address(store));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.ListenInternally(address);
        builder.AddGovernance();
        if (withMonitoring)
        {
            builder.AddMonitoring();
        }
        builder.AddEventBus();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPartDefaults();
        app.MapGovernance();
        if (withMonitoring)
        {
            app.MapMonitoring();
        }
        await app.StartAsync();
        var channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler() });
        return new GovernanceSystem(app, channel, time);
    }

    public CallOptions In(string projectId) => app.Services.GetRequiredService<CallerContextSigner>()
        .With(CallerExtensions.OfPart("site-to-site", projectId), TimeSpan.FromMinutes(10), time, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
