using System.Text;
using Shouldly;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>Something that a system has written.</summary>
/// <param name="Where">A file, or what else it is.</param>
/// <param name="Bytes">All of it.</param>
public sealed record Written(string Where, byte[] Bytes);

/// <summary>Looks for secrets in what a system has written, in the forms in which they may have got there.</summary>
internal static class SecretSearch
{
    // Of a key two stretches of so many bytes are looked for: where a line of Base64 ends in one of them, none does in the other.
    private const int Window = 16;
    private const int Windows = 2;

    public static bool Holds(this Written place, string text) => place.Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    public static bool HoldsPartOf(this Written place, byte[] key) => Forms(key).Any(form => place.Bytes.AsSpan().IndexOf(form) >= 0);

    /// <summary>Looks for texts as they are and as PostgreSQL writes columns of bytes.</summary>
    public static void ShouldHoldNone(this IReadOnlyCollection<Written> written, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets)
        {
            var inHex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret));
            written.Where(place => place.Holds(secret) || place.Holds(inHex)).Select(place => place.Where).ShouldBeEmpty();
        }
    }

    /// <summary>Looks for the numbers of private keys, whatever they are wrapped in: DER or PEM of any kind, hexadecimal, Base64.</summary>
    public static void ShouldHoldNone(this IReadOnlyCollection<Written> written, IEnumerable<byte[]> keys)
    {
        foreach (var key in keys)
        {
            written.Where(place => place.HoldsPartOf(key)).Select(place => place.Where).ShouldBeEmpty();
        }
    }

    private static IEnumerable<byte[]> Forms(byte[] key) => Enumerable.Range(0, Math.Min(Windows, key.Length / Window))
        .Select(part => key.AsSpan(part * Window, Window).ToArray())
        .SelectMany(part => Texts(part).Select(Encoding.UTF8.GetBytes).Prepend(part));

    private static IEnumerable<string> Texts(byte[] part)
    {
        var inBase64 = Enumerable.Range(0, 3).Select(shift => Base64(part, shift)).ToArray();
        var asColumns = inBase64.Select(text => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)));
        return [Convert.ToHexStringLower(part), Convert.ToHexString(part), .. inBase64, .. asColumns];
    }

    // The characters that depend on these bytes alone, when so many others came before them.
    private static string Base64(byte[] part, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. part]);
        var from = (shift * 8 + 5) / 6;
        return text[from..((shift + part.Length) * 8 / 6)];
    }
}
