using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>
/// Addresses of tunnel interfaces (contract: ConnectionTunnelAddress): host addresses of a /30 inside 169.254.0.0/16, none of
/// 169.254.195.0/24. A /30 is named by its number, 0 to 16383.
/// </summary>
internal static partial class TunnelAddresses
{
    /// <summary>Length of the mask.</summary>
    public const int Prefix = 30;

    private const int Blocks = 1 << 14;
    private const int ForbiddenThirdOctet = 195;

    /// <summary>Whether a text is a tunnel address with its mask.</summary>
    public static bool IsTunnelAddress(string text) =>
        Form().IsMatch(text) && LastOctet(text) % 4 is 1 or 2 && ThirdOctet(text) != ForbiddenThirdOctet;

    /// <summary>Whether two tunnel addresses are the two hosts of one /30.</summary>
    public static bool ArePair(string first, string second) => Block(first) == Block(second) && first != second;

    /// <summary>The other host of the /30 of a tunnel address.</summary>
    public static string Other(string address) => Address(Block(address), LastOctet(address) % 4 == 1 ? 2 : 1);

    /// <summary>A pair of a /30 that none of these addresses is in.</summary>
    /// <param name="taken">Tunnel addresses of the other connections of the gateway: fewer than there are blocks.</param>
    public static (string Local, string Peer) Free(IEnumerable<string> taken)
    {
        var blocks = taken.Select(Block).ToHashSet();
        while (true)
        {
            var block = RandomNumberGenerator.GetInt32(Blocks);
            if (block >> 6 != ForbiddenThirdOctet && !blocks.Contains(block))
            {
                return (Address(block, 1), Address(block, 2));
            }
        }
    }

    public static string WithoutMask(string address) => address[..address.IndexOf('/', StringComparison.Ordinal)];

    private static int Block(string address) => (ThirdOctet(address) << 6) + (LastOctet(address) >> 2);

    private static string Address(int block, int host) =>
        string.Create(CultureInfo.InvariantCulture, $"169.254.{block >> 6}.{((block & 63) << 2) + host}/30");

    private static int ThirdOctet(string address) => int.Parse(address.Split('.', '/')[2], CultureInfo.InvariantCulture);

    private static int LastOctet(string address) => int.Parse(address.Split('.', '/')[3], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A169\.254(\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){2}/30\z")]
    private static partial Regex Form();
}
