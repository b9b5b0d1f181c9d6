using System.Collections.Concurrent;
using System.Net;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Hosting.Health;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Hosting.Management;

/// <summary>A process with both listeners, on sockets, and with a clock that stands still.</summary>
internal sealed class SmallPart : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly GrpcChannel _channel;

    private SmallPart(TempFolder folder, WebApplication app)
    {
        (_folder, App) = (folder, app);
        Management = Client(folder, "management.sock", HttpVersion.Version11);
        Internal = Client(folder, "part.sock", HttpVersion.Version20);
        var address = PartAddress.Parse($"unix:{folder.Path}/part.sock");
        _channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler(), DisposeHttpClient = true });
    }

    public WebApplication App { get; }

    public HttpClient Management { get; }

    public HttpClient Internal { get; }

    public FakeTimeProvider Time => (FakeTimeProvider)App.Services.GetRequiredService<TimeProvider>();

    public Drain Drain => App.Services.GetRequiredService<Drain>();

    /// <summary>Warnings and worse.</summary>
    public ConcurrentQueue<string> Warnings => App.Services.GetRequiredService<ConcurrentQueue<string>>();

    public static async Task<SmallPart> StartAsync(Action<WebApplicationBuilder>? add = null, Action<WebApplication>? map = null, params string[] settings)
    {
        var folder = new TempFolder();
        var builder = PartHost.CreateBuilder(
        [
            $"--DATA={folder.Path}", $"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}", "--PASSWORD_ITERATIONS=1000",
            $"--MANAGEMENT=unix:{folder.Path}/management.sock", .. settings,
        ]);
        var warnings = new ConcurrentQueue<string>();
        builder.Logging.ClearProviders().AddProvider(new KeptWarnings(warnings));
        builder.Services.AddSingleton(warnings).AddSingleton<TimeProvider>(new FakeTimeProvider(EdgeUnderTest.Now));
        builder.ListenInternally(PartAddress.Parse($"unix:{folder.Path}/part.sock"));
        add?.Invoke(builder);
        var app = builder.Build();
        app.MapPartDefaults();
        map?.Invoke(app);
        await app.StartAsync();
        return new SmallPart(folder, app);
    }

    /// <summary>Status and text of an answer on the management listener.</summary>
    public async Task<(int Status, string Text)> AskAsync(string path)
    {
        using var answer = await Management.GetAsync(new Uri(path, UriKind.Relative));
        return ((int)answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Trim());
    }

    public async Task<HealthCheckResponse.Types.ServingStatus> AskOverGrpcAsync() =>
        (await new Health.HealthClient(_channel).CheckAsync(new HealthCheckRequest())).Status;

    public async ValueTask DisposeAsync()
    {
        Management.Dispose();
        Internal.Dispose();
        _channel.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        _folder.Dispose();
    }

    private static HttpClient Client(TempFolder folder, string socket, Version version)
    {
        var address = PartAddress.Parse($"unix:{folder.Path}/{socket}");
        return new HttpClient(address.CreateHandler())
        {
            BaseAddress = address.Uri,
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }
}
