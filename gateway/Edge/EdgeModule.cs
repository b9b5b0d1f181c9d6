using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using VpnMesh.Edge.Forwarding;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Shared.Api.Hosting;
using Yarp.ReverseProxy.Forwarder;

namespace VpnMesh.Edge;

/// <summary>The edge: the one public door of the system (design: REST in front, gRPC behind).</summary>
public static class EdgeModule
{
    private const int HeadersLimit = 64 * 1024;

    /// <summary>
    /// Adds the edge: the public listener (setting <c>URLS</c>), its pipeline, and the way to the parts (settings <c>SITE_TO_SITE</c>,
    /// <c>GOVERNANCE</c>, <c>IDENTITY</c>). Without <c>IDENTITY</c> Identity answers in this process, on a socket of its own.
    /// </summary>
    public static WebApplicationBuilder AddEdge(this WebApplicationBuilder builder)
    {
        builder.ListenToPublic();
        builder.AddTranscoding();
        return builder;
    }

    /// <summary>Puts the edge in front of everything the application has mapped; end points of parts answer internal calls only.</summary>
    public static WebApplication UseEdge(this WebApplication app)
    {
        app.UseRouting();
        app.UseWhen(context => !context.IsInternal(), edge => edge.UseMiddleware<ErrorAnswers>().UseMiddleware<OperationGuard>());
        app.MapOperations();
        return app;
    }

    internal static void AddTranscoding(this WebApplicationBuilder builder)
    {
        var settings = EdgeSettings.From(builder.Configuration);
        var operations = OperationTable.OfProtos();
        var destinations = new Destinations(builder.Configuration);
        builder.Services.AddSingleton(settings).AddSingleton(operations).AddSingleton(destinations);
        builder.Services.AddSingleton<TranscodingStep>();
        builder.Services.AddSingleton<IForwarderHttpClientFactory, PartClients>();
        builder.Services.AddReverseProxy()
            .LoadFromMemory(ProxyConfig.Routes(operations), ProxyConfig.Clusters(operations, destinations, settings))
            .AddTransforms(transforms =>
            {
                transforms.CopyRequestHeaders = false;
                transforms.CopyResponseHeaders = false;
                transforms.CopyResponseTrailers = false;
                transforms.UseDefaultForwarders = false;
                transforms.RequestTransforms.Add(new GrpcRequestTransform(settings));
                transforms.ResponseTransforms.Add(new AnswerTransform());
            });
    }

    internal static void MapOperations(this WebApplication app)
    {
        var operations = app.Services.GetRequiredService<OperationTable>();
        var transcoding = app.Services.GetRequiredService<TranscodingStep>();
        app.MapReverseProxy(proxy =>
            {
                proxy.Use((context, next) => transcoding.InvokeAsync(context, next));
                proxy.UseLoadBalancing();
                proxy.UsePassiveHealthChecks();
            })
            .ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(operations[route.RouteId]));
    }

    private static void ListenToPublic(this WebApplicationBuilder builder)
    {
        var addresses = (builder.Configuration["URLS"] ?? "http://127.0.0.1:8080").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = HeadersLimit;
            kestrel.Limits.MaxRequestLineSize = HeadersLimit / 4;
            foreach (var address in addresses)
            {
                kestrel.ListenToPublic(BindingAddress.Parse(address));
            }
        });
    }

    private static void ListenToPublic(this KestrelServerOptions kestrel, BindingAddress address)
    {
        if (address.Scheme != Uri.UriSchemeHttp)
        {
            throw new FormatException($"The setting VPNMESH_URLS has '{address}': the edge listens on http://host:port.");
        }
        if (address.Host == "localhost")
        {
            kestrel.ListenLocalhost(address.Port, Configure);
        }
        else if (IPAddress.TryParse(address.Host, out var ip))
        {
            kestrel.Listen(ip, address.Port, Configure);
        }
        else
        {
            kestrel.ListenAnyIP(address.Port, Configure);
        }
    }

    private static void Configure(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
}
