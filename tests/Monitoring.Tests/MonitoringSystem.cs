using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VpnMesh.GatewayAgent;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Governance;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite;

namespace VpnMesh.Monitoring.Tests;

/// <summary>Monitoring with the services that it lives on and an agent, in one process, reached over a Unix socket like any other part.</summary>
public sealed class MonitoringSystem : IAsyncDisposable
{
    /// <summary>Customer gateways of this block are present.</summary>
    public const string Present = "203.0.113.0/24";

    private const string Zone = "region-1a";
    private readonly TestStore _store;
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private MonitoringSystem(TestStore store, WebApplication app, GrpcChannel channel)
    {
        _store = store;
        _app = app;
        _channel = channel;
    }

    public MonitoringDatabase Database => _app.Services.GetRequiredService<MonitoringDatabase>();

    public LoopbackConnections Agent => _app.Services.GetRequiredKeyedService<LoopbackConnections>(Zone);

    internal RecordedEvents Events => _app.Services.GetRequiredService<RecordedEvents>();

    internal Outage SiteToSite => _app.Services.GetRequiredService<Outage>();

    internal T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<MonitoringSystem> StartAsync(Kind kind, params string[] settings)
    {
        var store = await TestStore.CreateAsync(kind);
        var socket = $"unix:{store.Folder}/parts.sock";
        var builder = PartHost.CreateBuilder(
        [
            .. store.Settings, $"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}", $"--GOVERNANCE={socket}", $"--SITE_TO_SITE={socket}",
            $"--AGENT_ZONE={Zone},region-1b", $"--LOOPBACK_PEERS={Present}", "--MONITOR_INTERVAL_SECONDS=1", .. settings,
        ]);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.ListenInternally(PartAddress.Parse(socket));
        builder.AddGovernance();
        builder.AddSiteToSite();
        builder.AddMonitoring();
        builder.AddGatewayAgent();
        builder.AddEventHandler<MonitoringDatabase, RecordedEvents>();
        builder.Services.AddSingleton<Outage>();
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<Outage>());
        builder.AddEventBus();
        var app = builder.Build();
        app.MapGovernance();
        app.MapSiteToSite();
        app.MapMonitoring();
        await app.StartAsync();
        var address = PartAddress.Parse(socket);
        var channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler() });
        return new MonitoringSystem(store, app, channel);
    }

    public static CallerContext User(string? projectId = null, Access? access = null) => new()
    {
        ProjectId = projectId ?? Guid.CreateVersion7().ToString("N"),
        UserId = "user",
        RequestId = Guid.CreateVersion7().ToString("N"),
        Access = access ?? new Access { Everywhere = true },
    };

    public T Client<T>(Func<ChannelBase, T> create) => create(_channel);

    /// <summary>A call by this caller, with the context signed anew.</summary>
    public CallOptions As(CallerContext caller)
    {
        var context = caller.Clone();
        context.ExpiresAtMs = 0;
        return new CallOptions(new Metadata { { CallerContextSigner.Header, Service<CallerContextSigner>().Sign(context) } });
    }

    public CallOptions AsAdministrator => As(CallerExtensions.OfPart(CallerExtensions.Administrator));

    public Task<T> ReadAsync<T>(Func<Session, Task<T>> read) => Database.ReadAsync(read, CancellationToken.None);

    public Task<T> WriteAsync<T>(Func<Session, Task<T>> write) => Database.InTransactionAsync(write, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _channel.Dispose();
        _store.Dispose();
    }
}

/// <summary>One system per kind of store for all tests, each started when first asked for.</summary>
public sealed class MonitoringSystems : IAsyncLifetime
{
    private readonly Dictionary<Kind, Lazy<Task<MonitoringSystem>>> _systems = TestStore.Kinds.ToDictionary(
        kind => kind.Data, kind => new Lazy<Task<MonitoringSystem>>(() => MonitoringSystem.StartAsync(kind.Data, "--CONNECTION_LOG_LINES=10")));

    public Task<MonitoringSystem> this[Kind kind] => _systems[kind].Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems.Values.Where(system => system.IsValueCreated))
        {
            await (await system.Value).DisposeAsync();
        }
    }
}

/// <summary>How the refusals of the system are read.</summary>
internal static class Refused
{
    /// <summary>The call must be refused; answers its code and message.</summary>
    public static async Task<(string Code, string Message)> Async<T>(AsyncUnaryCall<T> call)
    {
        var refusal = await Should.ThrowAsync<RpcException>(async () => await call);
        var status = refusal.GetRpcStatus();
        status.ShouldNotBeNull($"an answer without details: {refusal.Status}");
        return (status.GetDetail<ErrorInfo>().Reason, status.Message);
    }
}
