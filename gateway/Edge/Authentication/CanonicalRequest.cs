using System.Buffers;
using System.Security.Cryptography;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Transcoding;

namespace VpnMesh.Edge.Authentication;

/// <summary>The canonical form of a request, over which its signature is computed (auth.md, section 4.1, steps 2 to 7).</summary>
internal static class CanonicalRequest
{
    private const string ContentHash = "x-sdk-content-sha256";
    private const string Unsigned = "UNSIGNED-PAYLOAD";
    private static readonly SearchValues<char> s_plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/");

    /// <summary>
    /// Writes the canonical request; false when a signed header is not there, or the signed hash of the body is neither its hash nor
    /// the mark of an unsigned one.
    /// </summary>
    public static bool TryWrite(
        string method, RequestTarget target, IHeaderDictionary headers, SignatureHeader signature, ReadOnlySpan<byte> body, PooledBuffer canonical)
    {
        canonical.WriteText(method);
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
            canonical.WriteText(name);
            canonical.WriteByte((byte)':');
            canonical.WriteText(value.ToString().AsSpan().Trim());
            canonical.WriteByte((byte)'\n');
        }
        canonical.WriteByte((byte)'\n');
        canonical.WriteText(signature.SignedHeaderList);
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
        if (path.Length > 0 && !path.ContainsAnyExcept(s_plain))
        {
            // As most are: decoded and encoded they are the same.
            canonical.WriteText(path);
            if (path[^1] != '/')
            {
                canonical.WriteByte((byte)'/');
            }
            return;
        }
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
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, bytes);
        Span<char> hash = stackalloc char[2 * SHA256.HashSizeInBytes];
        Convert.TryToHexStringLower(bytes, hash, out _);
        if (body.IsEmpty || !signature.SignedHeaders.Contains(ContentHash, StringComparer.Ordinal))
        {
            canonical.WriteText(hash);
            return true;
        }
        var stated = headers[ContentHash].ToString().AsSpan().Trim();
        canonical.WriteText(stated);
        return stated is Unsigned || stated.SequenceEqual(hash);
    }

    private static byte Hex(int digit) => (byte)"0123456789ABCDEF"[digit];
}
