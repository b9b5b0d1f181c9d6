using System.Security.Cryptography;

namespace VpnMesh.Shared.Gateways.Certificates;

/// <summary>Text that callers paste: PEM blocks with anything between them.</summary>
internal static class PemText
{
    /// <summary>The well-formed blocks of a text in their order.</summary>
    public static IReadOnlyList<(string Label, byte[] Content)> Blocks(string text)
    {
        var blocks = new List<(string, byte[])>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var pem))
        {
            var content = new byte[pem.DecodedDataLength];
            Convert.TryFromBase64Chars(rest[pem.Base64Data], content, out _);
            blocks.Add((rest[pem.Label].ToString(), content));
            rest = rest[pem.Location.End..];
        }
        return blocks;
    }
}
