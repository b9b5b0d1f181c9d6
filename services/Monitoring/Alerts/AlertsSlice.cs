using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Monitoring.Alerts.Webhooks;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts;

internal static class AlertsSlice
{
    public static void AddAlerts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AlertDefaults>();
        builder.Services.AddSingleton<AlertSignal>();
        builder.Services.AddSingleton<AlertEvents>();
        builder.Services.AddSingleton<SubjectJudgement>();
        builder.Services.AddSingleton<AlertsService>();
        builder.Services.AddHostedService<AlertEvaluation>();
        builder.Services.AddHostedService<AlertPruning>();
        builder.AddEventHandler<MonitoringDatabase, AlertSubjectEvents>();
        builder.AddWebhooks();
    }

    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<AlertsService>();
        routes.MapWebhooks();
    }
}
