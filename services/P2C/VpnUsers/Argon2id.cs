using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>
/// Hashes passwords with Argon2id (RFC 9106), which takes memory as well as time. A hash tells its own parameters in the form that is usual,
/// <c>$argon2id$v=19$m=KiB,t=passes,p=1$salt$hash</c>, so that they can be raised.
/// </summary>
internal static partial class Argon2id
{
    private const int SaltSize = 16;
    private const int HashSize = 32;

    /// <summary>A hash of a password under a new salt.</summary>
    /// <param name="password">The password.</param>
    /// <param name="memoryKib">Memory that it takes.</param>
    /// <param name="passes">How often it goes over that memory.</param>
    public static string Hash(string password, int memoryKib, int passes)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        return Written(memoryKib, passes, salt, Derive(password, memoryKib, passes, salt, HashSize));
    }

    /// <summary>What looks like a hash and costs as much to compare with, but is that of no password.</summary>
    public static string OfNobody(int memoryKib, int passes) =>
        Written(memoryKib, passes, RandomNumberGenerator.GetBytes(SaltSize), RandomNumberGenerator.GetBytes(HashSize));

    /// <summary>Whether the password is the one that was hashed.</summary>
    /// <exception cref="InvalidOperationException">The text is no such hash.</exception>
    public static bool IsOf(string password, string hash)
    {
        if (Form().Match(hash) is not { Success: true, Groups: var parts })
        {
            throw new InvalidOperationException("A stored password hash is not of a known form.");
        }
        var expected = Bytes(parts["hash"].Value);
        var derived = Derive(password, Number(parts["memory"]), Number(parts["passes"]), Bytes(parts["salt"].Value), expected.Length);
        return CryptographicOperations.FixedTimeEquals(derived, expected);
    }

    private static byte[] Derive(string password, int memoryKib, int passes, byte[] salt, int size)
    {
        var generator = new Argon2BytesGenerator();
        generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13)
            .WithMemoryAsKB(memoryKib)
            .WithIterations(passes)
            .WithParallelism(1)
            .WithSalt(salt)
            .Build());
        var hash = new byte[size];
        generator.GenerateBytes(Encoding.UTF8.GetBytes(password), hash);
        return hash;
    }

    private static string Written(int memoryKib, int passes, byte[] salt, byte[] hash) => string.Create(
        CultureInfo.InvariantCulture, $"$argon2id$v=19$m={memoryKib},t={passes},p=1${Text(salt)}${Text(hash)}");

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    // This form has no padding.
    private static string Text(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] Bytes(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));

    [GeneratedRegex(@"\A\$argon2id\$v=19\$m=(?<memory>[0-9]+),t=(?<passes>[0-9]+),p=1\$(?<salt>[A-Za-z0-9+/]+)\$(?<hash>[A-Za-z0-9+/]+)\z")]
    private static partial Regex Form();
}
