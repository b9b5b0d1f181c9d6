using System.Collections.Concurrent;
using VpnMesh.Identity.Domains;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.OpenStack;

/// <summary>
/// Rows for the users and accounts of Keystone that have called, so that enterprise projects, grants and access keys can be theirs. Their
/// names are Keystone's to know and to change: a row has the id in its place.
/// </summary>
internal sealed class ShadowStore(IdentityDatabase database, TimeProvider time)
{
    private const int Capacity = 10_000;
    private readonly ConcurrentDictionary<(string UserId, string AccountId), byte> _known = new();

    /// <summary>Whether a user is one of Keystone's.</summary>
    public static bool IsShadow(Principal principal) => principal.UserName == principal.UserId;

    /// <summary>Adds what has no row yet.</summary>
    /// <param name="user">The user.</param>
    /// <param name="account">Account that it acts in; it may belong to another one.</param>
    public async Task AddAsync(TokenUser user, DomainRef account)
    {
        if (_known.ContainsKey((user.Id, account.Id)))
        {
            return;
        }
        await database.InTransactionAsync(
            async session =>
            {
                var now = time.NowMs();
                foreach (var id in new[] { user.Domain.Id, account.Id }.Distinct())
                {
                    await DomainStore.AddAsync(session, new DomainRow { Id = id, Name = id, CreatedAt = now });
                }
                // Without a hash no password is ever right.
                var row = new UserRow
                {
                    Id = user.Id,
                    DomainId = user.Domain.Id,
                    Name = user.Id,
                    PasswordHash = "",
                    AccountOwner = false,
                    CreatedAt = now,
                };
                return await UserStore.AddAsync(session, row);
            },
            CancellationToken.None);
        if (_known.Count >= Capacity)
        {
            _known.Clear();
        }
        _known[(user.Id, account.Id)] = 0;
    }
}
