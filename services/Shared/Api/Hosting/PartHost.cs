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
using VpnMesh.Shared.Api.Hosting.Health;
using VpnMesh.Shared.Api.Hosting.Tls;
using VpnMesh.Shared.Api.Logs;
using VpnMesh.Shared.Api.Parts;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>What every process of the system has in common: settings, logging, gRPC with its interceptors, health, shutdown.</summary>
public static class PartHost
{
    /// <summary>Prefix of the environment variables that hold settings.</summary>
    public const string EnvironmentPrefix = "VPNMESH_";

    // Who watches health over gRPC hears of a change within this time; who asks gets what is.
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(2);

    /// <summary>A builder with nothing in it but settings (environment, then command line) and the console log.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddSettings(args);
        builder.LogToConsole();
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            // gRPC tells of every refusal; callers are told already.
            .AddFilter("Grpc", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddHealth();
        builder.AddPartGrpc();
        builder.AddTelemetry();
        return builder;
    }

    /// <summary>
    /// Runs the program of a process: the process itself until it is told to end, or, when the command line or the settings say so, a probe
    /// of it (<c>--HEALTH</c>) or only the migration of its stores (<c>MIGRATE=only</c>).
    /// </summary>
    /// <param name="args">Command line.</param>
    /// <param name="add">Adds the parts of the process.</param>
    /// <param name="map">Maps them.</param>
    /// <returns>Code that the program ends with.</returns>
    public static async Task<int> RunAsync(string[] args, Action<WebApplicationBuilder> add, Action<WebApplication> map)
    {
        if (HealthProbe.QuestionOf(args) is { } question)
        {
            var settings = new ConfigurationManager();
            settings.AddSettings(args);
            return await HealthProbe.AskAsync(question, settings, Console.Out);
        }
        var builder = CreateBuilder(args);
        add(builder);
        await using var app = builder.Build();
        map(app);
        if (app.Configuration.WhenToMigrate() != WhenToMigrate.Only)
        {
            await app.RunAsync();
        }
        return 0;
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
        services.AddSingleton(provider => new CallerContextSigner(
            InternalKeys.Of(provider.GetRequiredService<IConfiguration>()), provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddSettings(this IConfigurationBuilder settings, string[] args) =>
        settings.AddEnvironmentVariables(EnvironmentPrefix).AddCommandLine(args).AddSettingFiles();

    private static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Drain>().AddSingleton<Readiness>();
        // It has a line for every look at a process that is not ready; whoever looks is told.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.ListenForManagement();
        if (Drain.TimeOf(builder.Configuration) is var length && length > TimeSpan.Zero)
        {
            builder.Services.AddSingleton<IHostLifetime>(services => ActivatorUtilities.CreateInstance<DrainingLifetime>(services, length));
        }
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
        builder.Services.AddGrpcHealthChecks().AddCheck<Readiness>("process");
        builder.Services.Configure<HealthCheckPublisherOptions>(publisher => (publisher.Delay, publisher.Period) = (TimeSpan.Zero, s_lookAgain));
        builder.Services.AddGrpcReflection();
        builder.Services.AddPartClients();
        builder.Services.AddSingleton(services => KeyRing.Open(services.GetRequiredService<IConfiguration>()));
    }
}
