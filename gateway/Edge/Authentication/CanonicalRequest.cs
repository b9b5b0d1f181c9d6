using System.Security.Cryptography;
using System.Text;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Transcoding;

namespace VpnMesh.Edge.Authentication;

/// <summary>The canonical form of a request, over which its signature is computed (auth.md, section 4.1, steps 2 to 7).</summary>
internal static class CanonicalRequest
{
    private const string ContentHash = "x-sdk-content-sha256";
    private const string Unsigned = "UNSIGNED-PAYLOAD";

    /// <summary>
    /// Writes the canonical request; false when a signed header is not there, or the signed hash of the body is neither its hash nor
    /// the mark of an unsigned one.
    /// </summary>
    public static bool TryWrite(
        string method, RequestTarget target, IHeaderDictionary headers, SignatureHeader signature, ReadOnlySpan<byte> body, PooledBuffer canonical)
    {
        Write(canonical, method);
        canonical.WriteByte((byte)'\n');
        WritePath(target.Path, canonical);
        canonical.WriteByte((byte)'\n');
        CanonicalQuery.Write(target.Query, canonical);
        canonical.WriteByte((byte)'\n');
        foreach (var name in signature.SignedHeaders)
        {
            if (!headers.TryGetValue(name, out var value))
            {
                return false;
            }
            Write(canonical, name);
            canonical.WriteByte((byte)':');
            Write(canonical, value.ToString().Trim());
            canonical.WriteByte((byte)'\n');
        }
        canonical.WriteByte((byte)'\n');
        Write(canonical, signature.SignedHeaderList);
        canonical.WriteByte((byte)'\n');
        return TryWritePayloadHash(headers, signature, body, canonical);
    }

    /// <summary>Percent-encodes every byte but the unreserved characters and those that are to be kept.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, PooledBuffer encoded, byte keep)
    {
        foreach (var value in bytes)
        {
            if (value == keep || char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
            {
                encoded.WriteByte(value);
                continue;
            }
            encoded.Write([(byte)'%', Hex(value >> 4), Hex(value & 0xF)]);
        }
    }

    // Decoding comes before splitting at slashes, so an escaped slash counts as one; then everything is encoded anew.
    private static void WritePath(ReadOnlySpan<char> path, PooledBuffer canonical)
    {
        using var decoded = new PooledBuffer(path.Length + 1);
        RequestTarget.Decode(path, decoded);
        Encode(decoded.Written, canonical, keep: (byte)'/');
        if (decoded.Length == 0 || decoded.Written[^1] != '/')
        {
            canonical.WriteByte((byte)'/');
        }
    }

    private static bool TryWritePayloadHash(IHeaderDictionary headers, SignatureHeader signature, ReadOnlySpan<byte> body, PooledBuffer canonical)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        if (body.IsEmpty || !signature.SignedHeaders.Contains(ContentHash, StringComparer.Ordinal))
        {
            Write(canonical, hash);
            return true;
        }
        var stated = headers[ContentHash].ToString().Trim();
        Write(canonical, stated);
        return stated == Unsigned || stated == hash;
    }

    private static void Write(PooledBuffer canonical, string text) =>
        canonical.Advance(Encoding.UTF8.GetBytes(text, canonical.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    private static byte Hex(int digit) => (byte)"0123456789ABCDEF"[digit];
}
