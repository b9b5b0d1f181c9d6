using System.Globalization;
using System.Security.Cryptography;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Shared.Api.Secrets;

/// <summary>
/// Hashes passwords with PBKDF2 (HMAC-SHA-512). A hash tells its own parameters, <c>pbkdf2-sha512$iterations$salt$hash</c>, so that
/// they can be raised.
/// </summary>
/// <param name="iterations">Iterations of new hashes: <see cref="DefaultIterations"/> where nothing else protects what is stored.</param>
/// <param name="processors">As <see cref="HashQueue"/> says, like the two others.</param>
/// <param name="longestQueue">How many may wait or be at work.</param>
/// <param name="whenFull">What one more is refused with.</param>
public sealed class PasswordHasher(int iterations, int processors, int longestQueue, ErrorCode whenFull) : IDisposable
{
    /// <summary>What OWASP recommends for this function.</summary>
    public const int DefaultIterations = 220_000;

    private const string Algorithm = "pbkdf2-sha512";
    private const int SaltSize = 16;
    private const int HashSize = 32;
    private readonly HashQueue _queue = new(processors, longestQueue, whenFull);
    private readonly byte[] _nobody = RandomNumberGenerator.GetBytes(SaltSize);

    /// <summary>A hash of a password under a new salt.</summary>
    /// <exception cref="DomainException">Too many wait already.</exception>
    public Task<string> HashAsync(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        return _queue.RunAsync(() =>
            $"{Algorithm}${iterations.ToString(CultureInfo.InvariantCulture)}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(password, salt, iterations))}");
    }

    /// <summary>Whether the password is the one that was hashed.</summary>
    /// <param name="password">What the caller sent.</param>
    /// <param name="hash">Null when there is no such user: the answer is no, after the same work.</param>
    /// <exception cref="DomainException">Too many wait already.</exception>
    public Task<bool> VerifyAsync(string password, string? hash)
    {
        var (rounds, salt, expected) = hash is null ? (iterations, _nobody, []) : Parse(hash);
        return _queue.RunAsync(() => CryptographicOperations.FixedTimeEquals(Derive(password, salt, rounds), expected));
    }

    /// <summary>Whether a hash was made with fewer iterations than new ones are.</summary>
    public bool IsOutdated(string hash) => Parse(hash).Iterations < iterations;

    /// <inheritdoc />
    public void Dispose() => _queue.Dispose();

    private static byte[] Derive(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, HashSize);

    private static (int Iterations, byte[] Salt, byte[] Expected) Parse(string hash)
    {
        if (hash.Split('$') is not [Algorithm, var rounds, var salt, var expected])
        {
            throw new InvalidOperationException("A stored password hash is not of a known form.");
        }
        return (int.Parse(rounds, CultureInfo.InvariantCulture), Convert.FromBase64String(salt), Convert.FromBase64String(expected));
    }
}
