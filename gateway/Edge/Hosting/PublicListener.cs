using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VpnMesh.Edge.Hosting;

/// <summary>The listener for callers (setting <c>URLS</c>).</summary>
internal static class PublicListener
{
    private const string ByDefault = "http://127.0.0.1:8080";

    // Tokens may be several thousand characters long.
    private const int HeadersLimit = 64 * 1024;

    /// <exception cref="FormatException">An address is not <c>http://host:port</c>.</exception>
    public static void ListenToPublic(this WebApplicationBuilder builder)
    {
        const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var addresses = (builder.Configuration["URLS"] ?? ByDefault).Split([';', ','], Tidy).Select(BindingAddress.Parse).ToArray();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = HeadersLimit;
            kestrel.Limits.MaxRequestLineSize = HeadersLimit / 4;
            foreach (var address in addresses)
            {
                kestrel.Listen(address);
            }
        });
    }

    private static void Listen(this KestrelServerOptions kestrel, BindingAddress address)
    {
        if (address.Scheme != Uri.UriSchemeHttp)
        {
            throw new FormatException($"The setting VPNMESH_URLS has '{address}': the edge listens on http://host:port.");
        }
        if (address.Host == "localhost")
        {
            kestrel.ListenLocalhost(address.Port, Configure);
        }
        else if (IPAddress.TryParse(address.Host, out var ip))
        {
            kestrel.Listen(ip, address.Port, Configure);
        }
        else
        {
            kestrel.ListenAnyIP(address.Port, Configure);
        }
    }

    private static void Configure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        var draining = listen.ApplicationServices.GetRequiredService<Draining>();
        listen.Use(next => connection => draining.Accepts ? next(connection) : Task.CompletedTask);
    }
}
