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

    // One of the parameter sets that OWASP gives for Argon2id. A hash took 33 ms of a core where this was measured, 57 ms on a machine whose
    // cores and caches were all in use; with OWASP's 19 MiB and 2 passes 105 ms, and 98 ms with the 220,000 rounds that it wants of
    // PBKDF2-SHA512, which takes no memory. The 500 users of the longest list so take two cores for 8 to 15 s. The edge gives up after 30 s,
    // to which 25 s would come too near.
    private const int MemoryKib = 7 * 1024;
    private const int Passes = 5;
    private const int LongestQueue = 256;

    private readonly HashQueue _queue = new(Environment.ProcessorCount, LongestQueue, ErrorCatalogue.Busy);
    private readonly string _nobody = Argon2id.OfNobody(MemoryKib, Passes);

    /// <summary>A password as it is stored.</summary>
    /// <exception cref="DomainException"><c>VPN.0030</c>: too many wait already.</exception>
    public async Task<string> HashAsync(string userId, string password) =>
        keyRing.Seal(await _queue.RunAsync(() => Argon2id.Hash(password, MemoryKib, Passes)), Purpose(userId));

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
        IsOfAsync(password, user is null ? _nobody : Opened(user.Id, user.Password));

    /// <summary>Whether a password is one that the user had last, the present one included.</summary>
    /// <exception cref="DomainException"><c>VPN.0030</c></exception>
    public async Task<bool> WasUsedAsync(VpnUserRow user, string password)
    {
        foreach (var stored in user.FormerPasswords.ToStrings().Prepend(user.Password))
        {
            if (await IsOfAsync(password, Opened(user.Id, stored)))
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

    /// <summary>What the seal of a user's passwords is bound to.</summary>
    public static string Purpose(string userId) => $"vpn_user/{userId}";

    /// <inheritdoc />
    public void Dispose() => _queue.Dispose();

    private Task<bool> IsOfAsync(string password, string hash) => _queue.RunAsync(() => Argon2id.IsOf(password, hash));

    private string Opened(string userId, string stored) => keyRing.Unseal(stored, Purpose(userId));
}
