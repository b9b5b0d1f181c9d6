using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>
/// Passwords of users as they are stored: hashed, and the hash sealed with the key ring, without which a stolen store gives nothing to try
/// guesses on.
/// </summary>
internal sealed class UserPasswords(KeyRing keyRing) : IDisposable
{
    /// <summary>A new password must differ from so many used last, the present one included (contract: ResetVpnUserPassword).</summary>
    public const int Remembered = 5;

    // The least that NIST SP 800-63B names is half as much, beside a keyed step such as the seal. A batch of 500 users takes a processor for
    // eight seconds, a password with all that it must differ from a tenth of one.
    private const int Iterations = 20_000;
    private const int LongestQueue = 256;

    private readonly PasswordHasher _hasher = new(Iterations, LongestQueue, ErrorCatalogue.Busy);

    /// <summary>A password as it is stored.</summary>
    /// <exception cref="DomainException"><c>VPN.0030</c>: too many wait already.</exception>
    public async Task<string> HashAsync(string userId, string password) => keyRing.Seal(await _hasher.HashAsync(password), Purpose(userId));

    /// <summary>As <see cref="HashAsync"/>, for many users on several processors.</summary>
    /// <returns>One for each, in their order.</returns>
    /// <exception cref="DomainException"><c>VPN.0030</c></exception>
    public async Task<string[]> HashAllAsync(IReadOnlyList<(string UserId, string Password)> users, CancellationToken cancellationToken)
    {
        var hashes = new string[users.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(
            0, users.Count, options, async (place, _) => hashes[place] = await HashAsync(users[place].UserId, users[place].Password));
        return hashes;
    }

    /// <summary>Whether a password is the present one of a user.</summary>
    /// <param name="user">Null when there is none: the answer is no, after the same work.</param>
    /// <param name="password">What the caller sent.</param>
    /// <exception cref="DomainException"><c>VPN.0030</c></exception>
    public Task<bool> IsPresentAsync(VpnUserRow? user, string password) =>
        _hasher.VerifyAsync(password, user is null ? null : Opened(user.Id, user.Password));

    /// <summary>Whether a password is one that the user had last, the present one included.</summary>
    /// <exception cref="DomainException"><c>VPN.0030</c></exception>
    public async Task<bool> WasUsedAsync(VpnUserRow user, string password)
    {
        foreach (var stored in user.FormerPasswords.ToStrings().Prepend(user.Password))
        {
            if (await _hasher.VerifyAsync(password, Opened(user.Id, stored)))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>A user with another password, whose former one it may not have again for a while.</summary>
    public static VpnUserRow Changed(VpnUserRow user, string stored) => user with
    {
        Password = stored,
        FormerPasswords = user.FormerPasswords.ToStrings().Prepend(user.Password).Take(Remembered - 1).ToColumn(),
    };

    /// <inheritdoc />
    public void Dispose() => _hasher.Dispose();

    private string Opened(string userId, string stored) => keyRing.Unseal(stored, Purpose(userId));

    private static string Purpose(string userId) => $"vpn_user/{userId}";
}
