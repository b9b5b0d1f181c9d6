using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using VpnMesh.Shared.Api.Hosting.Health;

namespace VpnMesh.Shared.Api.Telemetry;

/// <summary>How a process comes to tell what it does: metrics for Prometheus, traces for an OpenTelemetry collector.</summary>
public static class TelemetryRegistration
{
    // What the runtime and the driver of PostgreSQL measure by themselves.
    private static readonly string[] Meters = [PartTelemetry.Name, "System.Runtime", "Npgsql"];

    /// <summary>
    /// Metrics when the process has a management listener, traces when the setting <c>OTLP</c> says where to; otherwise nobody listens and
    /// nothing is spent.
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting has something else in it.</exception>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var settings = TelemetrySettings.Of(builder.Configuration);
        builder.Services.AddSingleton(settings);
        if (!settings.IsScraped && settings.Collector is null)
        {
            return;
        }
        builder.Logging.AddFilter("OpenTelemetry", LogLevel.Warning);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.Clear().AddService(builder.Environment.ApplicationName, serviceInstanceId: Environment.MachineName));
        if (settings.IsScraped)
        {
            builder.Services.AddHostedService<ProcessGauges>();
            builder.Services.OnManagement(MapMetrics);
            telemetry.WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter());
        }
        if (settings.Collector is { } collector)
        {
            telemetry.WithTracing(traces => traces
                .AddSource(PartTelemetry.Name)
                // By the trace id alone: parts that never talk to one another keep the same traces.
                .SetSampler(new TraceIdRatioBasedSampler(settings.Sample))
                .AddOtlpExporter(exporter => exporter.Endpoint = collector));
        }
    }

    // As Prometheus reads them.
    private static void MapMetrics(IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint("/metrics");
}
