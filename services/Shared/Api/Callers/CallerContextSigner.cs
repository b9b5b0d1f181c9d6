using System.Buffers.Text;
using System.Security.Cryptography;
using Google.Protobuf;
using VpnMesh.Protos.Context.V1;

namespace VpnMesh.Shared.Api.Callers;

/// <summary>
/// Signs caller contexts at the edge and between parts, and verifies them in every service: base64url(context) "." base64url(HMAC-SHA256).
/// </summary>
/// <param name="keys">
/// Keys of 32 bytes that all parts of one system share (setting <c>INTERNAL_KEY</c>). The first signs; what any of them signed is valid, so
/// that a new key can be brought to all parts before it is used, and an old one taken away after.
/// </param>
/// <param name="time">Clock; contexts are refused after their expiry.</param>
public sealed class CallerContextSigner(IReadOnlyList<byte[]> keys, TimeProvider time)
{
    /// <summary>A signer with one key.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="time">Clock.</param>
    public CallerContextSigner(byte[] key, TimeProvider time)
        : this([key], time)
    {
    }

    /// <summary>Name of the metadata entry that carries the signed context.</summary>
    public const string Header = "vpnmesh-caller";

    /// <summary>How long a context that is signed now may be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>For how much longer it is accepted: the clocks of two parts may be apart by so much.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(90);

    /// <summary>Sets the expiry, unless the context has one from the call it was received with, and signs.</summary>
    public string Sign(CallerContext caller)
    {
        if (caller.ExpiresAtMs == 0)
        {
            caller.ExpiresAtMs = time.GetUtcNow().Add(Lifetime).ToUnixTimeMilliseconds();
        }
        var payload = caller.ToByteArray();
        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(HMACSHA256.HashData(keys[0], payload))}";
    }

    /// <summary>The context of a signed header, or null when it is malformed, forged or expired.</summary>
    public CallerContext? Verify(string? header)
    {
        var dot = header?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0 || !Base64Url.IsValid(header.AsSpan(0, dot)) || !Base64Url.IsValid(header.AsSpan(dot + 1)))
        {
            return null;
        }
        var payload = Base64Url.DecodeFromChars(header.AsSpan(0, dot));
        var signature = Base64Url.DecodeFromChars(header.AsSpan(dot + 1));
        if (!keys.Any(key => CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(key, payload))))
        {
            return null;
        }
        var caller = CallerContext.Parser.ParseFrom(payload);
        return caller.ExpiresAtMs < time.GetUtcNow().Subtract(Tolerance).ToUnixTimeMilliseconds() ? null : caller;
    }
}
