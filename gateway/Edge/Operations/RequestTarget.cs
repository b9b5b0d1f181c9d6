using System.Globalization;
using System.Text;
using VpnMesh.Edge.Transcoding;

namespace VpnMesh.Edge.Operations;

/// <summary>
/// Path and query exactly as the caller sent them. Signatures are computed over them and values are decoded from them: what the server
/// makes of a path (dot segments, escaped slashes) is no longer what was signed.
/// </summary>
internal readonly struct RequestTarget
{
    private readonly string _raw;
    private readonly int _pathStart;
    private readonly int _pathEnd;

    public RequestTarget(string raw)
    {
        _raw = raw;
        _pathStart = StartOfPath(raw);
        var question = raw.IndexOf('?', _pathStart);
        _pathEnd = question < 0 ? raw.Length : question;
    }

    public ReadOnlySpan<char> Path => _raw.AsSpan(_pathStart, _pathEnd - _pathStart);

    /// <summary>What follows the question mark; empty when there is none.</summary>
    public ReadOnlySpan<char> Query => _pathEnd < _raw.Length ? _raw.AsSpan(_pathEnd + 1) : [];

    /// <summary>Undoes percent-encoding. A plus sign stays one, and a percent sign that begins no escape stays as it is.</summary>
    public static void Decode(ReadOnlySpan<char> text, PooledBuffer decoded)
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (var index = 0; index < text.Length;)
        {
            if (text[index] == '%' && index + 2 < text.Length
                && byte.TryParse(text.Slice(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                decoded.WriteByte(value);
                index += 3;
                continue;
            }
            Rune.DecodeFromUtf16(text[index..], out var rune, out var consumed);
            decoded.Write(utf8[..rune.EncodeToUtf8(utf8)]);
            index += consumed;
        }
    }

    // The target may be absolute (http://host/path), as it is when it came through a forward proxy.
    private static int StartOfPath(string raw)
    {
        if (raw.StartsWith('/'))
        {
            return 0;
        }
        var authority = raw.IndexOf("://", StringComparison.Ordinal);
        var slash = authority < 0 ? -1 : raw.IndexOf('/', authority + 3);
        return slash < 0 ? raw.Length : slash;
    }
}
