using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using VpnMesh.Edge;
using VpnMesh.GatewayAgent;
using VpnMesh.Governance;
using VpnMesh.Identity;
using VpnMesh.Metering;
using VpnMesh.Monitoring;
using VpnMesh.P2C;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite;

namespace VpnMesh.Architecture.Tests.Observability;

/// <summary>Every part in this process, with its metrics at the socket of the parts.</summary>
internal sealed class MeasuredHost : IAsyncDisposable
{
    public const string ProjectId = "0f2b7d5c9a8e4d31b6c4e1f7a2d3c4b5";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vpnmesh-measured-");
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly int _port = FreePort();
    private readonly PartAddress _parts;
    private readonly PartAddress _management;
    private readonly WebApplication _app;

    private MeasuredHost()
    {
        var socket = "unix:" + Path.Combine(_folder.FullName, "parts.sock");
        _parts = PartAddress.Parse(socket);
        var management = "unix:" + Path.Combine(_folder.FullName, "management.sock");
        _management = PartAddress.Parse(management);
        var builder = PartHost.CreateBuilder(
        [
            $"--URLS=http://127.0.0.1:{_port}", $"--DATA={_folder.FullName}", $"--INTERNAL_KEY={Convert.ToBase64String(_key)}", "--METRICS_INTERVAL=0.2",
            "--PASSWORD_ITERATIONS=1000", $"--MANAGEMENT={management}",
            .. new[] { "PARTS", "SITE_TO_SITE", "P2C", "GOVERNANCE", "MONITORING", "METERING" }.Select(part => $"--{part}={socket}"),
        ]);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        AddParts(builder);
        _app = builder.Build();
        _app.UseEdge();
        MapParts(_app);
    }

    public static async Task<MeasuredHost> StartAsync()
    {
        var host = new MeasuredHost();
        await host._app.StartAsync();
        return host;
    }

    /// <summary>Calls a part for a user.</summary>
    public async Task CallAsync(Func<GrpcChannel, Grpc.Core.CallOptions, Task> call)
    {
        using var channel = GrpcChannel.ForAddress(_parts.Uri, new GrpcChannelOptions { HttpHandler = _parts.CreateHandler(), DisposeHttpClient = true });
        var caller = new CallerContext { ProjectId = ProjectId, UserId = "u", DomainId = "d", Access = new Access { Everywhere = true } };
        await call(channel, new CallerContextSigner(_key, TimeProvider.System).With(caller, TimeSpan.FromSeconds(30), TimeProvider.System, default));
    }

    /// <summary>Calls the edge as nobody.</summary>
    public async Task<HttpStatusCode> CallEdgeAsync(string path)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{_port}{path}"));
        return answer.StatusCode;
    }

    /// <summary>What Prometheus would read.</summary>
    public async Task<string> ScrapeAsync()
    {
        using var client = new HttpClient(_management.CreateHandler()) { BaseAddress = _management.Uri };
        return await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static void AddParts(WebApplicationBuilder builder)
    {
        builder.AddSiteToSite();
        builder.AddP2C();
        builder.AddGovernance();
        builder.AddMonitoring();
        builder.AddMetering();
        builder.AddGatewayAgent();
        builder.AddIdentity();
        builder.AddEdge();
        builder.AddEventBus();
    }

    private static void MapParts(WebApplication app)
    {
        app.MapPartDefaults();
        app.MapSiteToSite();
        app.MapP2C();
        app.MapGovernance();
        app.MapMonitoring();
        app.MapMetering();
        app.MapIdentity();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
