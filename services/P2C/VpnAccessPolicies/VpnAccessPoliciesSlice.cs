namespace VpnMesh.P2C.VpnAccessPolicies;

/// <summary>Access policies: which destinations the members of a user group reach.</summary>
internal static class VpnAccessPoliciesSlice
{
    public static void AddVpnAccessPolicies(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<VpnAccessPolicyEvents>();
        builder.Services.AddSingleton<VpnAccessPolicyService>();
    }

    public static void MapVpnAccessPolicies(this IEndpointRouteBuilder routes) => routes.MapGrpcService<VpnAccessPolicyService>();
}
