using VpnMesh.Shared.Api.Hosting;
using Yarp.ReverseProxy.Configuration;

namespace VpnMesh.Edge.Forwarding;

/// <summary>Where the parts are, from the settings that are named like them: <c>SITE_TO_SITE</c> for the cluster <c>site-to-site</c>.</summary>
/// <param name="settings">Comma-separated addresses of each part, one for each replica.</param>
internal sealed class Destinations(IConfiguration settings)
{
    /// <summary>
    /// The destination of a cluster, behind which are all replicas of the part (<see cref="PartClients"/>); none when its setting is missing,
    /// and its operations answer 503.
    /// </summary>
    /// <exception cref="FormatException">The setting has something that is not an address.</exception>
    public Dictionary<string, DestinationConfig> Of(string cluster)
    {
        var destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal);
        if (AddressesOf(cluster) is { } addresses)
        {
            destinations[cluster] = new DestinationConfig { Address = PartAddress.ParseAll(addresses)[0].Uri.ToString() };
        }
        return destinations;
    }

    /// <summary>The addresses of the replicas of a part, or null when it has none.</summary>
    public string? AddressesOf(string cluster) => settings[SettingOf(cluster)] is { } text && PartAddress.ParseAll(text).Count > 0 ? text : null;

    public static string SettingOf(string cluster) => cluster.Replace('-', '_').ToUpperInvariant();
}
