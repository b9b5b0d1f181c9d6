using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Metering.Usage;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Metering.Tests;

/// <summary>A replica of the real service behind a real Kestrel on a socket, with a clock that stands still until it is told.</summary>
internal sealed class MeteringInstance : IAsyncDisposable
{
    private static int _count;
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private MeteringInstance(WebApplication app, PartAddress address)
    {
        _app = app;
        _channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler() });
        Usage = new Protos.Metering.V1.Usage.UsageClient(_channel);
    }

    public Protos.Metering.V1.Usage.UsageClient Usage { get; }

    public MeteringDatabase Database => _app.Services.GetRequiredService<MeteringDatabase>();

    public EventBus Bus => _app.Services.GetRequiredService<EventBus>();

    public CallOptions Administrator => As(CallerExtensions.Administrator);

    public static async Task<MeteringInstance> StartAsync(TestStore store, FakeTimeProvider time, params string[] settings)
    {
        var builder = PartHost.CreateBuilder([.. store.Settings, $"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}", .. settings]);
        var address = PartAddress.Parse($"unix:{store.Folder}/{Interlocked.Increment(ref _count)}.sock");
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.ListenInternally(address);
        builder.AddMetering();
        builder.AddEventBus();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPartDefaults();
        app.MapMetering();
        await app.StartAsync();
        await app.Services.GetRequiredService<EventBus>().ListeningAsync(CancellationToken.None);
        return new MeteringInstance(app, address);
    }

    /// <summary>A call without a deadline, which would be by a clock that stands still.</summary>
    public CallOptions As(string part)
    {
        var signer = _app.Services.GetRequiredService<CallerContextSigner>();
        return new CallOptions(new Metadata { { CallerContextSigner.Header, signer.Sign(CallerExtensions.OfPart(part)) } });
    }

    public async Task TellAsync(params CloudEvent[] events)
    {
        foreach (var told in events)
        {
            await Bus.TellAsync(told, CancellationToken.None);
        }
    }

    /// <summary>Closes the hours of a project that end by a time.</summary>
    public async Task CloseAsync(string project, long until)
    {
        while (!await Database.InTransactionAsync(session => session.CloseAsync(project, until), CancellationToken.None))
        {
            // A piece at a time.
        }
    }

    public async Task<IReadOnlyList<UsageHour>> UsageAsync(UsageQuery query, int limit = 1000)
    {
        var hours = new List<UsageHour>();
        var marker = "";
        do
        {
            var page = await Usage.ListUsageAsync(new ListUsageRequest { Query = query, Limit = limit, Marker = marker }, Administrator);
            page.Hours.Count.ShouldBeLessThanOrEqualTo(limit);
            hours.AddRange(page.Hours);
            marker = page.NextMarker;
        }
        while (marker.Length > 0);
        return hours;
    }

    public async Task<IReadOnlyList<LedgerEntry>> LedgerAsync(string project, int limit = 1000)
    {
        var entries = new List<LedgerEntry>();
        var marker = "";
        do
        {
            var page = await Usage.ListLedgerAsync(new ListLedgerRequest { ProjectId = project, Limit = limit, Marker = marker }, Administrator);
            entries.AddRange(page.Entries);
            marker = page.NextMarker;
        }
        while (marker.Length > 0);
        return entries;
    }

    public Task<long> CountAsync(string from) =>
        Database.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM " + from), CancellationToken.None);

    public Task<int> ExecuteAsync(string sql) => Database.InTransactionAsync(session => session.ExecuteAsync(sql), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
