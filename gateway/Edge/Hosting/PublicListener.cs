using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VpnMesh.Edge.Hosting;

/// <summary>The listener for callers (setting <c>URLS</c>).</summary>
internal static class PublicListener
{
    private const string ByDefault = "http://127.0.0.1:8080";

    // Tokens may be several thousand characters long.
    private const int HeadersLimit = 64 * 1024;

    /// <exception cref="FormatException">An address is not <c>http://host:port</c>, or its host is none of this machine.</exception>
    public static void ListenToPublic(this WebApplicationBuilder builder)
    {
        const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var listeners = (builder.Configuration["URLS"] ?? ByDefault).Split([';', ','], Tidy).Select(ListenerOf).ToArray();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = HeadersLimit;
            kestrel.Limits.MaxRequestLineSize = HeadersLimit / 4;
            foreach (var listen in listeners)
            {
                listen(kestrel);
            }
        });
    }

    private static Action<KestrelServerOptions> ListenerOf(string text)
    {
        var address = BindingAddress.Parse(text);
        if (address.Scheme != Uri.UriSchemeHttp)
        {
            throw new FormatException($"The setting VPNMESH_URLS has '{text}': the edge listens on http://host:port.");
        }
        if (address.Host == "localhost")
        {
            return kestrel => kestrel.ListenLocalhost(address.Port, Configure);
        }
        if (address.Host is "*" or "+")
        {
            return kestrel => kestrel.ListenAnyIP(address.Port, Configure);
        }
        // A name could stand for some other machine, or for an address that is not meant to be open to everybody.
        return IPAddress.TryParse(address.Host, out var ip)
            ? kestrel => kestrel.Listen(ip, address.Port, Configure)
            : throw new FormatException($"The setting VPNMESH_URLS has '{text}': the host must be an IP address, localhost or * for every address.");
    }

    private static void Configure(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
}
