using System.Globalization;
using System.Text;

namespace VpnMesh.P2C.ClientConfigs;

/// <summary>The OpenVPN profile that clients of a server import (contract: ExportClientConfig, which gives it line by line).</summary>
/// <param name="OsType">Windows, Linux, MacOS, Android or iOS.</param>
/// <param name="Address">The gateway's public address.</param>
/// <param name="Port">TCP port of the server.</param>
/// <param name="Cipher">Of the data channel.</param>
/// <param name="Digest">Of the <c>auth</c> line.</param>
/// <param name="HasPasswords">Whether clients give a name and a password.</param>
/// <param name="CaCertificates">PEM of what issued the server's certificate.</param>
internal sealed record ClientProfile(string OsType, string Address, long Port, string Cipher, string Digest, bool HasPasswords, string CaCertificates)
{
    /// <summary>The system that a profile is for when no other is named.</summary>
    public const string Windows = "Windows";
    private const string Linux = "Linux";

    public static readonly string[] OsTypes = [Windows, Linux, "MacOS", "Android", "iOS"];

    /// <summary>All lines, each ended by LF. No credential of any kind is in it.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var line in Lines())
        {
            text.Append(line).Append('\n');
        }
        return text.ToString();
    }

    private IEnumerable<string> Lines()
    {
        yield return "client";
        yield return "dev tun";
        yield return "proto tcp";
        yield return string.Create(CultureInfo.InvariantCulture, $"remote {Address} {Port}");
        yield return "resolv-retry infinite";
        yield return "nobind";
        yield return "persist-key";
        yield return "persist-tun";
        yield return "remote-cert-tls server";
        yield return $"data-ciphers {Cipher}";
        yield return $"auth {Digest}";
        yield return "verb 3";
        if (HasPasswords)
        {
            yield return "auth-user-pass";
        }
        yield return "<ca>";
        yield return CaCertificates.ReplaceLineEndings("\n").TrimEnd('\n');
        yield return "</ca>";
        yield return "";
        yield return "";
        yield return "reneg-sec 0";
        // Only their OpenVPN has the kernel's data channel, and older ones do not know the word.
        if (OsType is Windows or Linux)
        {
            yield return "# Add a comment character (#) in front of disable-dco when OpenVPN 2.5 or earlier is used.";
            yield return "disable-dco";
        }
    }
}
