namespace VpnMesh.Metering.Usage;

/// <summary>What was used, by the hour.</summary>
internal static class UsageSlice
{
    public static void AddUsage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UsagePages>();
        builder.Services.AddSingleton<UsageService>();
        builder.Services.AddHostedService<HourClosing>();
    }

    public static void MapUsage(this IEndpointRouteBuilder routes) => routes.MapGrpcService<UsageService>();
}
