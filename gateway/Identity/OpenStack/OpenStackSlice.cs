using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace VpnMesh.Identity.OpenStack;

/// <summary>A Keystone in the place of the tokens, users and projects of the store.</summary>
internal static class OpenStackSlice
{
    public static void AddOpenStack(this IServiceCollection services, OpenStackSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<KeystoneHttp>();
        services.AddSingleton<ServiceToken>();
        services.AddSingleton<KeystoneDirectory>();
        services.AddSingleton<ShadowStore>();
        services.AddSingleton<OpenStackPrincipals>();
        services.AddSingleton<IPrincipals>(provider => provider.GetRequiredService<OpenStackPrincipals>());
        services.AddSingleton<OpenStackService>();
    }

    /// <summary>Maps the Keystone-style calls, answered by Keystone where one is named.</summary>
    public static void MapKeystone(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<OpenStackSettings>() is null)
        {
            routes.MapGrpcService<KeystoneService>();
            return;
        }
        routes.MapGrpcService<OpenStackService>();
    }
}
