using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VpnMesh.TestKit;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>A request as it came.</summary>
internal sealed record Received(string Path, string ContentType, string Delivery, string Timestamp, string Signature, string Body)
{
    public bool IsSignedWith(string secret)
    {
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{Timestamp}.{Body}"));
        return Signature == "sha256=" + Convert.ToHexString(signature).ToLowerInvariant();
    }
}

/// <summary>Somebody's web server on a port of its own: it answers what it is told to, or nothing at all.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly int _port = FreePort.Next();
    private WebApplication? _app;

    public string Url => $"http://127.0.0.1:{_port}/hook";

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>What it answers; 0 for nothing.</summary>
    public volatile int Answer = 204;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        await receiver.OpenAsync();
        return receiver;
    }

    public async Task OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        _app = builder.Build();
        _app.Run(TakeAsync);
        await _app.StartAsync();
    }

    public async Task CloseAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app!.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    public ValueTask DisposeAsync() => new(CloseAsync());

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        Requests.Enqueue(new Received(
            context.Request.Path,
            context.Request.ContentType!,
            headers["X-VpnMesh-Delivery"]!,
            headers["X-VpnMesh-Timestamp"]!,
            headers["X-VpnMesh-Signature"]!,
            await reader.ReadToEndAsync()));
        if (Answer == 0)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }
        context.Response.StatusCode = Answer;
        context.Response.Headers.Location = "/elsewhere";
    }
}
