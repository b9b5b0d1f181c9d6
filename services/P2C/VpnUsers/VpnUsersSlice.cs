namespace VpnMesh.P2C.VpnUsers;

/// <summary>Users of servers.</summary>
internal static class VpnUsersSlice
{
    public static void AddVpnUsers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UserPasswords>();
        builder.Services.AddSingleton<VpnUserEvents>();
        builder.Services.AddSingleton<VpnUserService>();
        builder.Services.AddHostedService<RemovalPruning>();
    }

    public static void MapVpnUsers(this IEndpointRouteBuilder routes) => routes.MapGrpcService<VpnUserService>();
}
