namespace VpnMesh.P2C.ClientAccess;

/// <summary>Clients that dial in.</summary>
internal static class ClientAccessSlice
{
    public static void AddClientAccess(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClientAccessService>();
        builder.Services.AddHostedService<PasswordFailurePruning>();
    }

    public static void MapClientAccess(this IEndpointRouteBuilder routes) => routes.MapGrpcService<ClientAccessService>();
}
