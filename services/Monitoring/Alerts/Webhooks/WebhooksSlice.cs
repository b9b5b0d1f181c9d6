namespace VpnMesh.Monitoring.Alerts.Webhooks;

internal static class WebhooksSlice
{
    public static void AddWebhooks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WebhookSignal>();
        builder.Services.AddSingleton<WebhookQueue>();
        builder.Services.AddSingleton<WebhookClient>();
        builder.Services.AddSingleton<AlertWebhooksService>();
        builder.Services.AddHostedService<WebhookDelivery>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder routes) => routes.MapGrpcService<AlertWebhooksService>();
}
