using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Edge;
using VpnMesh.Edge.Hosting;
using VpnMesh.Identity;
using VpnMesh.Identity.Audit;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Gateway.Tests.Fixture;

/// <summary>
/// A real edge on a free port. The services it forwards to run in its own process, on its internal socket, as they do in the embedded
/// shape; <c>GOVERNANCE</c> leads nowhere, unless a test leads it to <c>{socket}</c>.
/// </summary>
internal sealed class EdgeUnderTest : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 8, 30, 0, TimeSpan.Zero);
    private static readonly string s_key = Convert.ToBase64String(new byte[32]);
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private EdgeUnderTest(WebApplication app, DirectoryInfo folder, Script script, KnownPrincipals principals)
    {
        (_app, _folder, Script, Principals) = (app, folder, script, principals);
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .First(each => each.StartsWith("http://127.0.0.1", StringComparison.Ordinal));
        Address = new Uri(address);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public Script Script { get; }

    public KnownPrincipals Principals { get; }

    public WebApplication App => _app;

    public KeptAudit Audit => _app.Services.GetRequiredService<KeptAudit>();

    public static async Task<EdgeUnderTest> StartAsync(params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("edge-test-");
        var socket = $"unix:{Path.Combine(folder.FullName, "parts.sock")}";
        string[] byDefault =
        [
            "--URLS=http://127.0.0.1:0", $"--INTERNAL_KEY={s_key}", $"--IDENTITY={socket}", $"--SITE_TO_SITE={socket}",
            $"--GOVERNANCE=unix:{Path.Combine(folder.FullName, "nobody.sock")}",
        ];
        var builder = PartHost.CreateBuilder(
            [.. byDefault, .. settings.Select(setting => setting.Replace("{socket}", socket, StringComparison.Ordinal))]);
        builder.Logging.ClearProviders();
        var script = new Script();
        var principals = new KnownPrincipals();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
        builder.Services.AddSingleton(script).AddSingleton<IPrincipals>(principals).AddSingleton<KeptAudit>();
        builder.Services.AddSingleton<IAuditTrail>(services => services.GetRequiredService<KeptAudit>());
        builder.AddEdge();
        builder.ListenInternally(PartAddress.Parse(socket));
        var app = builder.Build();
        app.UseEdge();
        app.MapPartDefaults();
        app.MapGrpcService<ScriptedVpnGateways>();
        app.MapGrpcService<ScriptedCustomerGateways>();
        app.MapGrpcService<ScriptedVpnConnections>();
        app.MapGrpcService<ScriptedTags>();
        app.MapGrpcService<ScriptedKeystone>();
        app.MapGrpcService<ScriptedEnterpriseProjects>();
        await app.StartAsync();
        return new EdgeUnderTest(app, folder, script, principals);
    }

    /// <summary>Has the parts answer every call with the same message.</summary>
    public void Answers(IMessage answer) => Script.Answer = (_, _) => Task.FromResult(answer);

    public void Refuses(RpcException refusal) => Script.Answer = (_, _) => throw refusal;

    public Task<Answer> SendAsync(
        string method, string path, string? body = null, string? token = KnownPrincipals.ProjectToken, string contentType = "application/json") =>
        SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), token, contentType);

    public async Task<Answer> SendAsync(string method, string path, byte[]? body, string? token, string? contentType)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
        {
            request.Headers.Add("X-Auth-Token", token);
        }
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }
        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    /// <summary>Sends bytes as they are and reads until the edge closes the connection.</summary>
    public async Task<Answer> SendRawAsync(string request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Address.Port));
        await socket.SendAsync(Encoding.UTF8.GetBytes(request));
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        return Answer.Parse(await reader.ReadToEndAsync());
    }

    /// <summary>Waits until the edge has begun to work on a request.</summary>
    public async Task WaitForRequestAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (_app.Services.GetRequiredService<Draining>().InFlight == 0)
        {
            await Task.Delay(5, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
