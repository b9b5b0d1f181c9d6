namespace VpnMesh.P2C.VpnUserGroups;

/// <summary>Groups of users, which access policies let through.</summary>
internal static class VpnUserGroupsSlice
{
    public static void AddVpnUserGroups(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<VpnUserGroupEvents>();
        builder.Services.AddSingleton<VpnUserGroupService>();
    }

    public static void MapVpnUserGroups(this IEndpointRouteBuilder routes) => routes.MapGrpcService<VpnUserGroupService>();
}
