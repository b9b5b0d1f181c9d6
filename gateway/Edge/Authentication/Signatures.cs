using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Transcoding;

namespace VpnMesh.Edge.Authentication;

/// <summary>Checks signatures of the algorithm SDK-HMAC-SHA256 (auth.md, section 4.2).</summary>
internal static class Signatures
{
    private const int Digits = 2 * SHA256.HashSizeInBytes;
    private const string DateForm = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly TimeSpan s_clockWindow = TimeSpan.FromMinutes(15);

    /// <summary>Whether the time of signing is near enough to now, in either direction.</summary>
    public static bool IsTimely(IHeaderDictionary headers, DateTimeOffset now)
    {
        var text = headers[SignatureHeader.Date].ToString().Trim();
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, DateForm, CultureInfo.InvariantCulture, Utc, out var signedAt)
            && (now - signedAt).Duration() <= s_clockWindow;
    }

    /// <summary>Whether a signature is that of the request, made with the secret key.</summary>
    public static bool IsRight(
        string method, RequestTarget target, IHeaderDictionary headers, ReadOnlySpan<byte> body, SignatureHeader signature, string secretKey)
    {
        using var canonical = new PooledBuffer(1024);
        if (!CanonicalRequest.TryWrite(method, target, headers, signature, body, canonical))
        {
            return false;
        }
        Span<byte> expected = stackalloc byte[Digits];
        Compute(canonical.Written, headers[SignatureHeader.Date].ToString().Trim(), secretKey, expected);
        Span<byte> sent = stackalloc byte[Digits];
        return signature.Signature.Length == Digits
            && Encoding.UTF8.TryGetBytes(signature.Signature, sent, out _)
            && CryptographicOperations.FixedTimeEquals(expected, sent);
    }

    /// <summary>The signature of a canonical request: 64 lower-case hexadecimal digits.</summary>
    public static string Compute(ReadOnlySpan<byte> canonicalRequest, string date, string secretKey)
    {
        Span<byte> digits = stackalloc byte[Digits];
        Compute(canonicalRequest, date, secretKey, digits);
        return Encoding.ASCII.GetString(digits);
    }

    private static void Compute(ReadOnlySpan<byte> canonicalRequest, string date, string secretKey, Span<byte> digits)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var text = new PooledBuffer(256);
        text.Write("SDK-HMAC-SHA256\n"u8);
        text.WriteText(date);
        text.WriteByte((byte)'\n');
        SHA256.HashData(canonicalRequest, hash);
        Convert.TryToHexStringLower(hash, text.GetSpan(Digits), out var written);
        text.Advance(written);
        using var key = new PooledBuffer(256);
        key.WriteText(secretKey);
        HMACSHA256.HashData(key.Written, text.Written, hash);
        Convert.TryToHexStringLower(hash, digits, out _);
    }
}
