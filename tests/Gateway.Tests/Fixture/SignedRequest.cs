using System.Security.Cryptography;
using System.Text;

namespace VpnMesh.Gateway.Tests.Fixture;

/// <summary>A request as clients sign it, written out byte by byte (auth.md, section 4.1).</summary>
internal sealed class SignedRequest(string method, string path, string query = "", string body = "")
{
    public Dictionary<string, string> Signed { get; } = new(StringComparer.Ordinal) { ["x-sdk-date"] = "20260115T083000Z" };

    public Dictionary<string, string> Unsigned { get; } = new(StringComparer.Ordinal) { ["Host"] = "vpn.region-1.example.com" };

    public string AccessKey { get; init; } = KnownPrincipals.AccessKey;

    public string SecretKey { get; init; } = KnownPrincipals.SecretKey;

    public string Raw()
    {
        var names = string.Join(';', Signed.Keys.Order(StringComparer.Ordinal));
        var headers = string.Concat(Signed.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{pair.Value.Trim()}\n"));
        var canonical = $"{method}\n{path}/\n{query}\n{headers}\n{names}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}";
        var toSign = $"SDK-HMAC-SHA256\n{Signed["x-sdk-date"]}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SecretKey), Encoding.UTF8.GetBytes(toSign)));
        var sent = string.Concat(Signed.Concat(Unsigned.Where(pair => !Signed.Keys.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)))
            .Select(pair => $"{pair.Key}: {pair.Value}\r\n"));
        return $"{method} {path}{(query.Length == 0 ? "" : "?" + query)} HTTP/1.1\r\n{sent}"
            + $"Authorization: SDK-HMAC-SHA256 Access={AccessKey}, SignedHeaders={names}, Signature={signature}\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
