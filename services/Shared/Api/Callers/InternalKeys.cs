using Microsoft.Extensions.Configuration;

namespace VpnMesh.Shared.Api.Callers;

/// <summary>The keys with which the parts of one system sign caller contexts.</summary>
internal static class InternalKeys
{
    private const int Size = 32;

    /// <summary>Keys of the setting <c>INTERNAL_KEY</c>, which has several with commas while one takes the place of another.</summary>
    /// <exception cref="InvalidOperationException">It is missing, or one is malformed; the text has none of them.</exception>
    public static IReadOnlyList<byte[]> Of(IConfiguration settings)
    {
        var texts = settings["INTERNAL_KEY"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return texts.Length > 0 ? [.. texts.Select(Read)] : throw Wrong("is missing");
    }

    private static byte[] Read(string text)
    {
        var key = new byte[Size];
        return Convert.TryFromBase64String(text, key, out var length) && length == Size ? key : throw Wrong("has a key that is not the base64 of 32 bytes");
    }

    private static InvalidOperationException Wrong(string what) =>
        new($"The setting VPNMESH_INTERNAL_KEY {what}; all parts of one system share it.");
}
