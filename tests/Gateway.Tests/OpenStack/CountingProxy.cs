using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VpnMesh.Gateway.Tests.OpenStack;

/// <summary>Stands between the edge and Keystone, and tells what passed.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CountingProxy(WebApplication app) => _app = app;

    /// <summary>Method, path and the token that asked, of every request.</summary>
    public ConcurrentQueue<(string Call, string Token)> Calls { get; } = new();

    /// <summary>Whether connections break off, as those to a Keystone that ends.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many of the next requests are answered with 503, as by a balancer whose Keystone is just ending.</summary>
    public int Unavailable { get; set; }

    public string Url => _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single() + "/v3";

    public static async Task<CountingProxy> StartAsync(string target)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        var proxy = new CountingProxy(app);
        app.Use(next => context =>
        {
            proxy.Calls.Enqueue(($"{context.Request.Method} {context.Request.Path}", context.Request.Headers["X-Auth-Token"].ToString()));
            if (proxy.Unavailable > 0)
            {
                proxy.Unavailable--;
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            }
            if (!proxy.IsDown)
            {
                return next(context);
            }
            context.Abort();
            return Task.CompletedTask;
        });
        app.UseRouting();
        app.MapForwarder("/{**all}", new Uri(target).GetLeftPart(UriPartial.Authority));
        await app.StartAsync();
        return proxy;
    }

    public int Count(string call) => Calls.Count(each => each.Call == call);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
