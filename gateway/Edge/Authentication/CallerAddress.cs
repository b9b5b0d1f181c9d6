using System.Net;
using System.Net.Sockets;

namespace VpnMesh.Edge.Authentication;

/// <summary>What somebody is known by who has not said who it is.</summary>
internal static class CallerAddress
{
    private const int NetworkLength = 8;

    /// <summary>The IPv4 address, or the /64 that the IPv6 address is in: whoever has one of its addresses has them all.</summary>
    public static IPAddress Of(IPAddress? remote)
    {
        if (remote is null)
        {
            return IPAddress.None;
        }
        // A listener for both families shows IPv4 in the form of IPv6; all of these share one /64.
        if (remote.IsIPv4MappedToIPv6)
        {
            return remote.MapToIPv4();
        }
        if (remote.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return remote;
        }
        var bytes = remote.GetAddressBytes();
        bytes.AsSpan(NetworkLength).Clear();
        return new IPAddress(bytes);
    }
}
