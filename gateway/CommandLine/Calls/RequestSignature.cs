using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VpnMesh.CommandLine.Calls;

/// <summary>Signs requests with the algorithm SDK-HMAC-SHA256, as every client of the API does.</summary>
internal static class RequestSignature
{
    private const string Algorithm = "SDK-HMAC-SHA256";

    /// <summary>The value of <c>X-Sdk-Date</c> for a time.</summary>
    public static string DateOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of <c>Authorization</c>.</summary>
    /// <param name="accessKey">Id of the key.</param>
    /// <param name="secretKey">Its secret.</param>
    /// <param name="method">In upper case.</param>
    /// <param name="uri">The address as it is sent.</param>
    /// <param name="headers">Headers to sign with their names in lower case; <c>x-sdk-date</c> is among them.</param>
    /// <param name="body">The exact bytes of the body.</param>
    public static string Authorization(
        string accessKey, string secretKey, string method, Uri uri, SortedDictionary<string, string> headers, ReadOnlySpan<byte> body)
    {
        var signed = string.Join(';', headers.Keys);
        // A signed header may take the place of the hash of a body.
        var hash = body.IsEmpty ? Hash(body) : headers.GetValueOrDefault("x-sdk-content-sha256") ?? Hash(body);
        var lines = string.Concat(headers.Select(header => $"{header.Key}:{header.Value.Trim()}\n"));
        var canonical = $"{method}\n{Path(uri)}\n{Query(uri)}\n{lines}\n{signed}\n{hash}";
        var toSign = $"{Algorithm}\n{headers["x-sdk-date"]}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretKey), Encoding.UTF8.GetBytes(toSign)));
        return $"{Algorithm} Access={accessKey}, SignedHeaders={signed}, Signature={signature}";
    }

    // Decoded before it is split, so that an escaped slash counts as one.
    private static string Path(Uri uri)
    {
        var path = string.Join('/', Uri.UnescapeDataString(uri.AbsolutePath).Split('/').Select(Uri.EscapeDataString));
        return path.EndsWith('/') ? path : path + "/";
    }

    private static string Query(Uri uri)
    {
        var pairs = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => (Name: Uri.UnescapeDataString(pair[0]), Value: Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? "")))
            .Order(Comparer<(string Name, string Value)>.Create(Compare));
        return string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
    }

    private static int Compare((string Name, string Value) left, (string Name, string Value) right)
    {
        var byName = Compare(left.Name, right.Name);
        return byName != 0 ? byName : Compare(left.Value, right.Value);
    }

    // Code points sort like their UTF-8 bytes, unlike the characters of .NET.
    private static int Compare(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
