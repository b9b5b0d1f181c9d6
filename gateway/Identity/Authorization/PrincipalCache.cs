using VpnMesh.Identity.AccessKeys;
using VpnMesh.Identity.Policies;
using VpnMesh.Identity.Projects;
using VpnMesh.Identity.Users;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.Identity.Authorization;

/// <summary>Keys, users, projects and grants in memory, read from the store when they are older than <see cref="TimedCache{TValue}.Lifetime"/>.</summary>
internal sealed class PrincipalCache(IdentityDatabase database, KeyRing keyRing, TimeProvider time)
{
    private readonly TimedCache<UsableKey> _keys = new(time);
    private readonly TimedCache<UserRow> _users = new(time);
    private readonly TimedCache<Project> _projects = new(time);
    private readonly TimedCache<IReadOnlyList<Grant>> _grants = new(time);

    public ValueTask<UsableKey?> FindKeyAsync(string id, CancellationToken cancellationToken) => _keys.GetAsync(id, LoadKeyAsync, cancellationToken);

    public ValueTask<UserRow?> FindUserAsync(string id, CancellationToken cancellationToken) => _users.GetAsync(id, LoadUserAsync, cancellationToken);

    public ValueTask<Project?> FindProjectAsync(string id, CancellationToken cancellationToken) =>
        _projects.GetAsync(id, LoadProjectAsync, cancellationToken);

    public async ValueTask<IReadOnlyList<Grant>> FindGrantsAsync(string userId, CancellationToken cancellationToken) =>
        await _grants.GetAsync(userId, LoadGrantsAsync, cancellationToken) ?? [];

    /// <summary>Forgets keys, because one of them failed or was right again.</summary>
    public void ForgetKeys() => _keys.Clear();

    /// <summary>Forgets users, because one of them is known to have changed.</summary>
    public void ForgetUsers() => _users.Clear();

    /// <summary>Forgets everything: something was changed here. Changes are rare; to track what each one touches is not worth it.</summary>
    public void Forget()
    {
        _keys.Clear();
        _users.Clear();
        _projects.Clear();
        _grants.Clear();
    }

    private async Task<UsableKey?> LoadKeyAsync(string id, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => AccessKeyStore.FindAsync(session, id), cancellationToken);
        return row is null ? null : new UsableKey(row, keyRing.Unseal(row.Secret, AccessKeyRow.Purpose(id)));
    }

    private Task<UserRow?> LoadUserAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => UserStore.FindAsync(session, id), cancellationToken);

    private async Task<Project?> LoadProjectAsync(string id, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => ProjectStore.FindAsync(session, id), cancellationToken);
        return row is null ? null : new Project(row.Id, row.Name, row.DomainId, row.Enabled);
    }

    private async Task<IReadOnlyList<Grant>?> LoadGrantsAsync(string userId, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(session => PolicyStore.ListGrantsAsync(session, userId), cancellationToken)).Select(Grant.Of)];
}

/// <summary>An access key with its secret in the clear; lives in memory only.</summary>
internal sealed record UsableKey(AccessKeyRow Row, string SecretKey);
