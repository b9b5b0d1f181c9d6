using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Transcoding;

namespace VpnMesh.Edge.Authentication;

/// <summary>Checks signatures of the algorithm SDK-HMAC-SHA256 (auth.md, section 4.2).</summary>
internal static class Signatures
{
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
        var expected = Compute(canonical.Written, headers[SignatureHeader.Date].ToString().Trim(), secretKey);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature.Signature));
    }

    /// <summary>The signature of a canonical request: 64 lower-case hexadecimal digits.</summary>
    public static string Compute(ReadOnlySpan<byte> canonicalRequest, string date, string secretKey)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(canonicalRequest));
        var stringToSign = $"{SignatureHeader.Algorithm}\n{date}\n{hash}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretKey), Encoding.UTF8.GetBytes(stringToSign)));
    }
}
