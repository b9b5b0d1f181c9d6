using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VpnMesh.Identity.Tokens;

/// <summary>What a token says; callers treat it as opaque.</summary>
/// <param name="UserId">User it was issued to.</param>
/// <param name="ProjectId">Project it is scoped to; null for an account-level token.</param>
/// <param name="Generation">Token generation of the user when it was issued; a newer one revokes it.</param>
/// <param name="IssuedAt">Unix milliseconds.</param>
/// <param name="ExpiresAt">Unix milliseconds.</param>
/// <param name="Method">How it was obtained: <c>password</c> or <c>token</c>.</param>
internal sealed record TokenClaims(
    [property: JsonPropertyName("u")] string UserId,
    [property: JsonPropertyName("p")] string? ProjectId,
    [property: JsonPropertyName("g")] long Generation,
    [property: JsonPropertyName("i")] long IssuedAt,
    [property: JsonPropertyName("e")] long ExpiresAt,
    [property: JsonPropertyName("m")] string Method);

/// <summary>
/// Signs and reads tokens: base64url(claims) "." base64url(HMAC-SHA256). The key is in the store, so that every replica of the edge
/// takes the tokens of the others and a restart ends none.
/// </summary>
internal sealed class TokenSigner
{
    private byte[]? _key;

    /// <summary>Sets the key, once it is known.</summary>
    public void Use(string secret) => _key = Encoding.UTF8.GetBytes(secret);

    public string Sign(TokenClaims claims)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(claims, TokenJson.Default.TokenClaims);
        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(Mac(payload))}";
    }

    /// <summary>The claims of a token, expired or not; null when it is not one of ours.</summary>
    public TokenClaims? Read(string? token)
    {
        var dot = token?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0 || !Base64Url.IsValid(token.AsSpan(0, dot)) || !Base64Url.IsValid(token.AsSpan(dot + 1)))
        {
            return null;
        }
        var payload = Base64Url.DecodeFromChars(token.AsSpan(0, dot));
        var signature = Base64Url.DecodeFromChars(token.AsSpan(dot + 1));
        return CryptographicOperations.FixedTimeEquals(signature, Mac(payload))
            ? JsonSerializer.Deserialize(payload, TokenJson.Default.TokenClaims)
            : null;
    }

    private byte[] Mac(byte[] payload) =>
        HMACSHA256.HashData(_key ?? throw new InvalidOperationException("The key that signs tokens is not loaded yet."), payload);
}

[JsonSerializable(typeof(TokenClaims))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class TokenJson : JsonSerializerContext;
