using VpnMesh.Shared.Api.Hosting;
using Yarp.ReverseProxy.Configuration;

namespace VpnMesh.Edge.Forwarding;

/// <summary>Where the parts are, from the settings that are named like them: <c>SITE_TO_SITE</c> for the cluster <c>site-to-site</c>.</summary>
/// <param name="settings">Comma-separated addresses of each part, one for each replica.</param>
internal sealed class Destinations(IConfiguration settings)
{
    private readonly Dictionary<string, string> _sockets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The destinations of a cluster; none when its setting is missing, and its operations answer 503.</summary>
    /// <exception cref="FormatException">The setting has something that is not an address.</exception>
    public Dictionary<string, DestinationConfig> Of(string cluster)
    {
        var addresses = settings[SettingOf(cluster)]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return addresses
            .Select((address, index) => (Id: $"{cluster}-{index}", Address: PartAddress.Parse(address)))
            .ToDictionary(each => each.Id, each => new DestinationConfig { Address = UriOf(each.Id, each.Address) }, StringComparer.Ordinal);
    }

    /// <summary>Path of the socket that a host name stands for, or null for a host of the network.</summary>
    public string? SocketOf(string host) => _sockets.GetValueOrDefault(host);

    public static string SettingOf(string cluster) => cluster.Replace('-', '_').ToUpperInvariant();

    // HTTP needs a host even where there is none: that of a socket is made up and never resolved.
    private string UriOf(string id, PartAddress address)
    {
        if (address.SocketPath is null)
        {
            return address.Uri.ToString();
        }
        var host = $"{id}.part.invalid";
        _sockets[host] = address.SocketPath;
        return $"http://{host}";
    }
}
