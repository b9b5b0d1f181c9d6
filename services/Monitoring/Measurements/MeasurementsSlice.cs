using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Measurements;

/// <summary>What connection monitors have measured.</summary>
internal static class MeasurementsSlice
{
    public static void AddMeasurements(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(MeasurementRetention.Of(builder.Configuration));
        builder.Services.AddSingleton<MeasurementService>();
        builder.Services.AddHostedService<MeasurementPruning>();
        builder.AddEventHandler<MonitoringDatabase, MeasurementRecording>();
    }

    public static void MapMeasurements(this IEndpointRouteBuilder routes) => routes.MapGrpcService<MeasurementService>();
}
