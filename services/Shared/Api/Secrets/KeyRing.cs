using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Shared.Api.Secrets;

/// <summary>
/// Seals secrets at rest with AES-256-GCM under a named key, so that keys can be rotated: what an older key sealed stays readable.
/// Form of a sealed secret: <c>key-id:base64(nonce, tag, ciphertext)</c>.
/// </summary>
public sealed class KeyRing
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly string _current;
    private readonly Dictionary<string, byte[]> _keys;

    private KeyRing(string current, Dictionary<string, byte[]> keys)
    {
        _current = current;
        _keys = keys;
    }

    /// <summary>
    /// Opens the key ring of the setting <c>KEY_RING</c>, by default <c>keys.json</c> in the data folder, where a new one is made when
    /// there is none. A file named by the setting must exist: a mounted secret is never made up.
    /// </summary>
    /// <exception cref="InvalidOperationException">The named file is missing or is not a key ring.</exception>
    public static KeyRing Open(IConfiguration settings)
    {
        var named = settings["KEY_RING"];
        var path = named ?? Path.Combine(settings.DataFolder(), "keys.json");
        if (named is null && !File.Exists(path))
        {
            Create(path);
        }
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"There is no key ring at {path} (setting VPNMESH_KEY_RING).");
        }
        var file = JsonSerializer.Deserialize<KeyFile>(File.ReadAllBytes(path));
        if (file?.Current is null || file.Keys is null || !file.Keys.ContainsKey(file.Current))
        {
            throw new InvalidOperationException($"{path} is not a key ring: it needs \"Current\" and \"Keys\".");
        }
        return new KeyRing(file.Current, file.Keys);
    }

    /// <summary>Seals a secret under the current key.</summary>
    /// <param name="secret">What to protect.</param>
    /// <param name="purpose">Bound to the result: it opens only for the same purpose, such as a table and row id.</param>
    public string Seal(string secret, string purpose)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var sealedBytes = new byte[NonceSize + TagSize + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_keys[_current], TagSize);
        cipher.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceSize + TagSize), sealedBytes.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(purpose));
        return $"{_current}:{Convert.ToBase64String(sealedBytes)}";
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="CryptographicException">The key is not on the ring, the purpose differs, or the text was changed.</exception>
    public string Unseal(string sealedSecret, string purpose)
    {
        var colon = sealedSecret.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !_keys.TryGetValue(sealedSecret[..colon], out var key))
        {
            throw new CryptographicException("The key that sealed this secret is not on the ring.");
        }
        var bytes = new byte[sealedSecret.Length];
        if (!Convert.TryFromBase64Chars(sealedSecret.AsSpan(colon + 1), bytes, out var length) || length < NonceSize + TagSize)
        {
            throw new CryptographicException("This is not a sealed secret.");
        }
        Array.Resize(ref bytes, length);
        var plain = new byte[length - NonceSize - TagSize];
        using var cipher = new AesGcm(key, TagSize);
        cipher.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize + TagSize), bytes.AsSpan(NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(purpose));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>Opens what <see cref="Seal"/> made, if it can be opened.</summary>
    public bool TryUnseal(string sealedSecret, string purpose, [NotNullWhen(true)] out string? secret)
    {
        try
        {
            secret = Unseal(sealedSecret, purpose);
            return true;
        }
        catch (CryptographicException)
        {
            secret = null;
            return false;
        }
    }

    private static void Create(string path)
    {
        var file = new KeyFile("1", new Dictionary<string, byte[]> { ["1"] = RandomNumberGenerator.GetBytes(32) });
        PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(file));
    }

    private sealed record KeyFile(string? Current, Dictionary<string, byte[]>? Keys);
}
