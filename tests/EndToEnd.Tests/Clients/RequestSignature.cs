using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>SDK-HMAC-SHA256 as a client makes it: an independent reading of the contract, for paths and queries of plain characters.</summary>
public static class RequestSignature
{
    public static string Now() => TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <param name="keys">Access key and secret.</param>
    /// <param name="method">In upper case.</param>
    /// <param name="target">Path and query as sent.</param>
    /// <param name="headers">Headers to sign, X-Sdk-Date among them.</param>
    /// <param name="body">Exact bytes of the body.</param>
    public static string Authorization(AccountKeys keys, string method, string target, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? "" : string.Join('&', target[(question + 1)..].Split('&').Order(StringComparer.Ordinal));
        var names = headers.Keys.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal).ToArray();
        var lines = names.Select(name => $"{name}:{headers.Single(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.Trim()}\n");
        var signed = string.Join(';', names);
        var canonical = $"{method}\n{path.TrimEnd('/')}/\n{query}\n{string.Concat(lines)}\n{signed}\n{Hex(SHA256.HashData(body))}";
        var date = headers.Single(header => header.Key.Equals("X-Sdk-Date", StringComparison.OrdinalIgnoreCase)).Value;
        var toSign = $"SDK-HMAC-SHA256\n{date}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(keys.SecretKey), Encoding.UTF8.GetBytes(toSign)));
        return $"SDK-HMAC-SHA256 Access={keys.AccessKey}, SignedHeaders={signed}, Signature={signature}";
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
