using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Monitoring.Alerts;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>
/// A replica of the real service behind a real Kestrel on a socket, with a clock that stands still until it is told. A quiet one does
/// nothing by itself: a test takes events in and judges when it wants, and what is told stays in the outbox.
/// </summary>
internal sealed class AlertSystem : IAsyncDisposable
{
    public static readonly string InternalKey = Convert.ToBase64String(new byte[32]);

    private static int _count;
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly AlertEvaluation _evaluation;

    private AlertSystem(WebApplication app, FakeTimeProvider time, PartAddress address, RecordedLog log)
    {
        _app = app;
        Time = time;
        Log = log;
        _channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler() });
        _evaluation = ActivatorUtilities.CreateInstance<AlertEvaluation>(app.Services);
    }

    public FakeTimeProvider Time { get; }
    public RecordedLog Log { get; }
    public IServiceProvider Services => _app.Services;
    public MonitoringDatabase Database => Services.GetRequiredService<MonitoringDatabase>();
    public Protos.Monitoring.V1.Alerts.AlertsClient Alerts => new(_channel);
    public AlertWebhooks.AlertWebhooksClient Webhooks => new(_channel);
    public CallOptions Administrator => As(CallerExtensions.Administrator);

    public static async Task<AlertSystem> StartAsync(TestStore store, bool quiet = false, FakeTimeProvider? time = null, params string[] settings)
    {
        var clock = time ?? new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var log = new RecordedLog();
        var address = PartAddress.Parse($"unix:{store.Folder}/alerts-{Interlocked.Increment(ref _count)}.sock");
        var builder = PartHost.CreateBuilder([.. store.Settings, $"--INTERNAL_KEY={InternalKey}", .. settings]);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.ListenInternally(address);
        builder.AddMonitoring();
        builder.AddEventBus();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        if (quiet)
        {
            foreach (var work in builder.Services.Where(IsOwnWork).ToArray())
            {
                builder.Services.Remove(work);
            }
        }
        var app = builder.Build();
        app.MapPartDefaults();
        app.MapMonitoring();
        await app.StartAsync();
        await app.Services.GetRequiredService<EventBus>().ListeningAsync(CancellationToken.None);
        return new AlertSystem(app, clock, address, log);
    }

    public CallOptions As(string part) =>
        Services.GetRequiredService<CallerContextSigner>().With(CallerExtensions.OfPart(part), TimeSpan.FromMinutes(10), Time, CancellationToken.None);

    public async Task TakeAsync(params CloudEvent[] events)
    {
        var bus = Services.GetRequiredService<EventBus>();
        foreach (var cloudEvent in events)
        {
            await bus.TellAsync(cloudEvent, CancellationToken.None);
        }
    }

    /// <summary>Judges all that is due.</summary>
    public async Task JudgeAsync()
    {
        while (await _evaluation.JudgeDueAsync(CancellationToken.None))
        {
            // There is more.
        }
    }

    public Task NoteDefaultsAsync() => _evaluation.NoteDefaultsAsync(CancellationToken.None);

    /// <summary>What a quiet system has told of a project so far, such as <c>raised connection_down</c>.</summary>
    public async Task<IReadOnlyList<string>> ToldAsync(string projectId) =>
        [.. (await ToldEventsAsync()).Where(told => told.ProjectId == projectId)
            .Select(told => $"{told.Type["alert.".Length..]} {told.Data.GetProperty("rule")}")];

    public async Task<IReadOnlyList<CloudEvent>> ToldEventsAsync()
    {
        var bodies = await Database.ReadAsync(session => session.QueryAsync<string>("SELECT body FROM outbox ORDER BY seq"), CancellationToken.None);
        return [.. bodies.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!)];
    }

    public async Task<IReadOnlyList<Alert>> OpenAsync(string projectId) =>
        (await Alerts.ListAlertsAsync(new ListAlertsRequest { ProjectId = projectId, Open = true }, Administrator)).Alerts;

    public Task SetRuleAsync(string projectId, AlertRule rule) =>
        Alerts.SetAlertRuleAsync(new SetAlertRuleRequest { ProjectId = projectId, Rule = rule }, Administrator).ResponseAsync;

    public Task<T?> ScalarAsync<T>(string sql) => Database.ReadAsync(session => session.ScalarAsync<T>(sql), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static bool IsOwnWork(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Namespace?.StartsWith("VpnMesh", StringComparison.Ordinal) == true;
}

/// <summary>Everything that is logged, at every level.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{formatter(state, exception)} {exception}");

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
