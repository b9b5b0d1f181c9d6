namespace VpnMesh.Governance.Quotas;

internal static class QuotasSlice
{
    public static void AddQuotas(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<QuotaLimits>();
        builder.Services.AddSingleton<SetQuota>();
        builder.Services.AddSingleton<QuotasService>();
        builder.Services.AddSingleton<QuotaOverviewService>();
    }

    public static void MapQuotas(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<QuotasService>();
        routes.MapGrpcService<QuotaOverviewService>();
    }
}
