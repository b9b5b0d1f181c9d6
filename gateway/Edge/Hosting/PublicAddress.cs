using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VpnMesh.Edge.Hosting;

/// <summary>
/// An address of the setting <c>URLS</c>: an IP address of this machine, <c>localhost</c> or <c>*</c> for every address, and a port.
/// </summary>
/// <param name="IsSecure">Whether it is <c>https</c>.</param>
/// <param name="Host">Host as written.</param>
/// <param name="Port">Port; 0 for any.</param>
internal sealed record PublicAddress(bool IsSecure, string Host, int Port)
{
    /// <exception cref="FormatException">It is not <c>http(s)://host:port</c>, or its host is none of this machine.</exception>
    public static PublicAddress Parse(string text)
    {
        var address = BindingAddress.Parse(text);
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
        {
            throw new FormatException($"The setting VPNMESH_URLS has '{text}': the edge listens on http://host:port or https://host:port.");
        }
        // A name could stand for some other machine, or for an address that is not meant to be open to everybody.
        if (address.Host is not ("localhost" or "*" or "+") && !IPAddress.TryParse(address.Host, out _))
        {
            throw new FormatException($"The setting VPNMESH_URLS has '{text}': the host must be an IP address, localhost or * for every address.");
        }
        return new PublicAddress(address.Scheme == Uri.UriSchemeHttps, address.Host, address.Port);
    }

    /// <summary>Opens it.</summary>
    public void Listen(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        switch (Host)
        {
            case "localhost":
                kestrel.ListenLocalhost(Port, configure);
                return;
            case "*" or "+":
                kestrel.ListenAnyIP(Port, configure);
                return;
            default:
                kestrel.Listen(IPAddress.Parse(Host), Port, configure);
                return;
        }
    }
}
