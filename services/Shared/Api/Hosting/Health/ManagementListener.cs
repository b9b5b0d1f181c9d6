using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace VpnMesh.Shared.Api.Hosting.Health;

/// <summary>
/// The listener for whoever runs the process (setting <c>MANAGEMENT</c>: <c>http://host:port</c> or <c>unix:/path</c>): plain HTTP/1.1. It
/// answers what is mapped with <see cref="OnManagement"/> and nothing else, and no other listener answers that.
/// </summary>
public static class ManagementListener
{
    internal const string Setting = "MANAGEMENT";
    private static readonly object Mark = new();

    /// <summary>Maps something on the management listener.</summary>
    /// <param name="services">Services of the application.</param>
    /// <param name="map">Maps it.</param>
    public static void OnManagement(this IServiceCollection services, Action<IEndpointRouteBuilder> map) =>
        services.AddSingleton(new ManagementEndpoints(map));

    /// <summary>Opens the listener, if there is the setting, with the process's health on it.</summary>
    /// <exception cref="InvalidOperationException">The setting is not an address.</exception>
    internal static void ListenForManagement(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[Setting] is not { Length: > 0 } text)
        {
            return;
        }
        var address = AddressOf(text);
        builder.WebHost.ConfigureKestrel(kestrel => address.Listen(kestrel, Configure));
        builder.Services.AddSingleton<IStartupFilter, ManagementPipeline>();
        builder.Services.OnManagement(HealthEndpoints.Map);
    }

    /// <exception cref="InvalidOperationException">The setting is not an address.</exception>
    internal static PartAddress AddressOf(string text)
    {
        try
        {
            return PartAddress.Parse(text) is { IsSecure: false } address ? address : throw new FormatException();
        }
        catch (FormatException)
        {
            throw new InvalidOperationException(
                $"The setting {PartHost.EnvironmentPrefix}{Setting} has '{text}': expected http://host:port or unix:/path.");
        }
    }

    private static void Configure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Items[Mark] = true;
            return next(connection);
        });
    }

    private sealed record ManagementEndpoints(Action<IEndpointRouteBuilder> Map);

    /// <summary>Comes before all that the application maps: neither side sees the other's requests.</summary>
    private sealed class ManagementPipeline(IEnumerable<ManagementEndpoints> endpoints) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.MapWhen(IsManagement, management => management.UseRouting().UseEndpoints(MapAll));
            next(app);
        };

        private static bool IsManagement(HttpContext context) =>
            context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Mark) == true;

        private void MapAll(IEndpointRouteBuilder routes)
        {
            foreach (var each in endpoints)
            {
                each.Map(routes);
            }
        }
    }
}
