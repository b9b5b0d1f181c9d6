using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Hosting.Tls;
using VpnMesh.Shared.Api.Parts;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>What every process of the system has in common: settings, logging, gRPC with its interceptors, health, shutdown.</summary>
public static class PartHost
{
    /// <summary>Prefix of the environment variables that hold settings.</summary>
    public const string EnvironmentPrefix = "VPNMESH_";

    /// <summary>A builder with nothing in it but settings (environment, then command line) and the console log.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddEnvironmentVariables(EnvironmentPrefix).AddCommandLine(args);
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            // gRPC tells of every refusal; callers are told already.
            .AddFilter("Grpc", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddPartGrpc();
        builder.AddTelemetry();
        return builder;
    }

    /// <summary>The data folder (setting <c>DATA</c>, default <c>./data</c>), made when missing and readable by its owner only.</summary>
    public static string DataFolder(this IConfiguration settings)
    {
        var folder = Path.GetFullPath(settings["DATA"] ?? "data");
        if (Directory.Exists(folder))
        {
            return folder;
        }
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        return Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }

    /// <summary>gRPC health and what operators are told of every process, reflection by the setting <c>REFLECTION=true</c>.</summary>
    public static void MapPartDefaults(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcHealthChecksService();
        routes.MapGrpcService<PartStatusService>();
        if (routes.ServiceProvider.GetRequiredService<IConfiguration>().GetValue<bool>("REFLECTION"))
        {
            routes.MapGrpcReflectionService();
        }
    }

    /// <summary>What is needed to call parts: channels to them and the signature of caller contexts. Programs that are no part use it too.</summary>
    public static void AddPartClients(this IServiceCollection services)
    {
        services.AddSingleton<PartTls>().AddSingleton<PartChannels>();
        services.AddSingleton(provider => new CallerContextSigner(InternalKey(provider), provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddPartGrpc(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CallTelemetry>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<CallTelemetry>();
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<CallerInterceptor>();
            grpc.MaxReceiveMessageSize = 16 * 1024 * 1024;
        });
        builder.Services.AddGrpcHealthChecks().AddCheck("process", () => HealthCheckResult.Healthy());
        builder.Services.Configure<HealthCheckPublisherOptions>(publisher => publisher.Delay = TimeSpan.Zero);
        builder.Services.AddGrpcReflection();
        builder.Services.AddPartClients();
        builder.Services.AddSingleton(services => KeyRing.Open(services.GetRequiredService<IConfiguration>()));
    }

    private static byte[] InternalKey(IServiceProvider services)
    {
        var text = services.GetRequiredService<IConfiguration>()["INTERNAL_KEY"];
        var key = new byte[32];
        if (text is not null && Convert.TryFromBase64String(text, key, out var length) && length == key.Length)
        {
            return key;
        }
        throw new InvalidOperationException("The setting VPNMESH_INTERNAL_KEY is missing or is not the base64 of 32 bytes; all parts of one system share it.");
    }
}
