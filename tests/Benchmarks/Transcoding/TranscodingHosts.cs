using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using VpnMesh.Edge;
using VpnMesh.Edge.Pipeline;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace VpnMesh.Benchmarks.Transcoding;

/// <summary>The three processes of the benchmark, each this program with other arguments; they end when their input does.</summary>
internal static class TranscodingHosts
{
    public const string Argument = "transcoding-host";
    public const string Backend = "backend";
    public const string Edge = "edge";
    public const string PlainProxy = "plain-proxy";

    /// <summary>The backend answers gRPC, and JSON through the transcoding of ASP.NET Core, with the same service.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var port = int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture);
        await using var app = arguments[0] switch
        {
            Backend => BuildBackend(port),
            Edge => BuildEdge(port, arguments[2]),
            _ => BuildPlainProxy(port, arguments[2], arguments[3]),
        };
        await app.StartAsync();
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        await app.StopAsync();
        return 0;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Error);
        return builder;
    }

    private static WebApplication BuildBackend(int port)
    {
        var builder = CreateBuilder();
        // gRPC needs HTTP/2; what forwards plain JSON may choose between HTTP/2 and, on the next port, HTTP/1.1.
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, port + 1, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc().AddJsonTranscoding();
        var app = builder.Build();
        app.MapGrpcService<DoNothing>();
        return app;
    }

    private static WebApplication BuildEdge(int port, string backend)
    {
        var builder = CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["SITE_TO_SITE"] = backend });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddTranscoding();
        var app = builder.Build();
        app.UseRouting();
        app.UseMiddleware<ErrorAnswers>().UseMiddleware<OperationGuard>();
        app.MapOperations();
        return app;
    }

    private static WebApplication BuildPlainProxy(int port, string backend, string version)
    {
        var builder = CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var cluster = new ClusterConfig
        {
            ClusterId = "backend",
            Destinations = new Dictionary<string, DestinationConfig> { ["backend"] = new() { Address = backend } },
            HttpRequest = new ForwarderRequestConfig { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact },
        };
        var route = new RouteConfig { RouteId = "all", ClusterId = "backend", Match = new RouteMatch { Path = "{**path}" } };
        builder.Services.AddReverseProxy().LoadFromMemory([route], [cluster]);
        var app = builder.Build();
        app.MapReverseProxy();
        return app;
    }
}
