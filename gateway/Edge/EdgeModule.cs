using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VpnMesh.Edge.Audit;
using VpnMesh.Edge.Authentication;
using VpnMesh.Edge.Forwarding;
using VpnMesh.Edge.Hosting;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Edge.Reference;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Hosting.Tls;
using Yarp.ReverseProxy.Forwarder;

namespace VpnMesh.Edge;

/// <summary>The edge: the one public door of the system, REST in front and gRPC behind.</summary>
public static class EdgeModule
{
    /// <summary>
    /// Adds the edge: the public listener (setting <c>URLS</c>), its pipeline, and the way to the parts (settings <c>SITE_TO_SITE</c>,
    /// <c>P2C</c>, <c>GOVERNANCE</c>, <c>MONITORING</c>, <c>IDENTITY</c>). Without <c>IDENTITY</c> Identity answers in this process, on a socket of its own. The
    /// principals (<see cref="VpnMesh.Identity.IPrincipals"/>) come from Identity.
    /// </summary>
    /// <exception cref="FormatException">A setting has something that is not an address.</exception>
    public static void AddEdge(this WebApplicationBuilder builder) => builder.AddEdge(OperationTable.OfProtos());

    internal static void AddEdge(this WebApplicationBuilder builder, OperationTable operations)
    {
        builder.ListenToPublic();
        builder.ListenForIdentity();
        builder.AddTranscoding(operations);
        builder.Services.AddSingleton<CallLimits>().AddSingleton<Authenticator>().AddSingleton<Authorizer>();
        builder.AddDraining();
        builder.Services.AddSingleton<PublishedDocument>();
    }

    /// <summary>
    /// Puts the edge in front of everything the application maps: callers reach operations only, and the parts of this process reach
    /// one another's gRPC services only.
    /// </summary>
    public static void UseEdge(this WebApplication app)
    {
        app.UseRouting();
        app.UseWhen(context => !context.IsInternal(), edge => edge.UsePublicPipeline());
        app.UseWhen(context => context.IsInternal(), parts => parts.Use(KeepFromOperations));
        app.MapOperations();
        app.MapHealth();
        app.MapReference();
        app.RemoveSocketsAtEnd();
    }

    internal static void AddTranscoding(this WebApplicationBuilder builder) => builder.AddTranscoding(OperationTable.OfProtos());

    internal static void AddTranscoding(this WebApplicationBuilder builder, OperationTable operations)
    {
        var settings = EdgeSettings.From(builder.Configuration);
        var destinations = new Destinations(builder.Configuration);
        builder.Services.AddSingleton(settings).AddSingleton(operations).AddSingleton(destinations).AddSingleton<TranscodingStep>();
        builder.Services.TryAddSingleton<PartTls>();
        builder.Services.AddSingleton<IForwarderHttpClientFactory, PartClients>();
        // The edge traces by its own request ids; the activity that hosting would make of every request is not used.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // The proxy has a line for every request; what fails is logged here, with its id.
        builder.Logging.AddFilter("Yarp", LogLevel.Error);
        builder.Services.AddReverseProxy()
            .LoadFromMemory(ProxyConfig.Routes(operations), ProxyConfig.Clusters(operations, destinations, settings))
            .AddTransforms(transforms =>
            {
                transforms.CopyRequestHeaders = false;
                transforms.CopyResponseHeaders = false;
                transforms.CopyResponseTrailers = false;
                transforms.UseDefaultForwarders = false;
                transforms.RequestTransforms.Add(new GrpcRequestTransform(settings, new(transforms.Services.GetRequiredService<CallerContextSigner>)));
                transforms.ResponseTransforms.Add(new AnswerTransform(transforms.Services.GetRequiredService<ILogger<AnswerTransform>>()));
            });
        builder.Services.KeepNoKeys();
    }

    internal static void MapOperations(this WebApplication app)
    {
        var operations = app.Services.GetRequiredService<OperationTable>();
        var transcoding = app.Services.GetRequiredService<TranscodingStep>();
        app.MapReverseProxy(proxy =>
            {
                proxy.Use((context, next) => transcoding.InvokeAsync(context, next));
                proxy.UseLoadBalancing();
            })
            .ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(operations[route.RouteId]));
    }

    private static void UsePublicPipeline(this IApplicationBuilder edge)
    {
        var draining = edge.ApplicationServices.GetRequiredService<Draining>();
        edge.Use(next => context => draining.RunAsync(context, next));
        edge.UseMiddleware<RequestTelemetry>().UseMiddleware<ErrorAnswers>().Use(TwoLengths.RefuseAsync).UseMiddleware<OperationGuard>().UseMiddleware<AuditStep>()
            .UseMiddleware<Admission>();
    }

    // Sessions are not tied to replicas here, and what the proxy has for that would keep keys in the home folder.
    private static void KeepNoKeys(this IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        var loader = services.Single(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(DataProtectionServiceCollectionExtensions).Assembly);
        services.Remove(loader);
    }

    private static Task KeepFromOperations(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Operation>() is null)
        {
            return next(context);
        }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
