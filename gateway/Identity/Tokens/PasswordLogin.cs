using System.Security.Cryptography;
using System.Text;
using VpnMesh.Identity.Domains;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Tokens;

/// <summary>
/// Finds the user of a name and password. Users that do not exist are treated like those that do, hash, failures and lock included,
/// so that names can be probed neither by the answer nor by its time.
/// </summary>
internal sealed class PasswordLogin(IdentityDatabase database, PasswordHasher hasher, LoginThrottle throttle, LoginLimits limits, TimeProvider time)
{
    /// <exception cref="DomainException">
    /// <c>IAM.0001</c> wrong; <c>IAM.0061</c> locked; <c>IAM.0082</c> disabled and <c>IAM.0081</c> console only, both only with the
    /// right password; <c>IAM.0012</c> tried too often.
    /// </exception>
    public async Task<UserRow> CheckAsync(PasswordUser credentials, CancellationToken cancellationToken)
    {
        var name = NameOf(credentials);
        throttle.Admit(name);
        var user = await database.ReadAsync(session => FindAsync(session, credentials), cancellationToken);
        var subject = user?.Id ?? name;
        await RefuseLockedAsync(subject, cancellationToken);
        if (!await hasher.VerifyAsync(credentials.Password, user?.PasswordHash))
        {
            await RememberFailureAsync(subject);
            throw ErrorCatalogue.IamNotAuthenticated.With();
        }
        // Guesses that ran beside this one may have locked the user meanwhile.
        if (await RefuseLockedAsync(subject, cancellationToken))
        {
            await database.InTransactionAsync(session => ForgetFailuresAsync(session, subject), cancellationToken);
        }
        await RaiseParametersAsync(user!, credentials.Password, cancellationToken);
        return Admit(user!);
    }

    private static UserRow Admit(UserRow user)
    {
        if (!user.DomainEnabled)
        {
            throw ErrorCatalogue.IamNotAuthenticated.With();
        }
        if (!user.Enabled)
        {
            throw ErrorCatalogue.IamUserDisabled.With(user.Name);
        }
        return user.ProgrammaticAccess ? user : throw ErrorCatalogue.IamConsoleOnly.With();
    }

    private static async Task<UserRow?> FindAsync(Session session, PasswordUser credentials)
    {
        if (credentials.HasId)
        {
            return Texts.IsId(credentials.Id) ? await UserStore.FindAsync(session, credentials.Id) : null;
        }
        if (!Texts.IsName(credentials.Name) || await FindDomainAsync(session, credentials.Domain) is not { } domain)
        {
            return null;
        }
        return await UserStore.FindByNameAsync(session, domain.Id, credentials.Name);
    }

    private static async Task<DomainRow?> FindDomainAsync(Session session, DomainSelector selector)
    {
        if (!selector.HasId)
        {
            return Texts.IsName(selector.Name) ? await DomainStore.FindByNameAsync(session, selector.Name) : null;
        }
        var domain = Texts.IsId(selector.Id) ? await DomainStore.FindAsync(session, selector.Id) : null;
        return selector.HasName && selector.Name != domain?.Name ? null : domain;
    }

    private static string NameOf(PasswordUser credentials)
    {
        var name = credentials.HasId
            ? $"id\n{credentials.Id}"
            : $"name\n{credentials.Name}\n{credentials.Domain.Id}\n{credentials.Domain.Name}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    /// <returns>Whether earlier failures are remembered.</returns>
    private async Task<bool> RefuseLockedAsync(string subject, CancellationToken cancellationToken)
    {
        var lockedUntil = await database.ReadAsync(session => LoginFailureStore.LockedUntilAsync(session, subject), cancellationToken);
        return lockedUntil > time.NowMs() ? throw ErrorCatalogue.IamLocked.With() : lockedUntil is not null;
    }

    private Task<bool> RememberFailureAsync(string subject) =>
        // Not under the caller's token: hanging up must not make a guess free.
        database.InTransactionAsync(
            async session =>
            {
                var now = time.NowMs();
                await LoginFailureStore.PurgeAsync(session, now);
                await LoginFailureStore.AddAsync(session, subject, now, limits);
                return true;
            },
            CancellationToken.None);

    private static async Task<bool> ForgetFailuresAsync(Session session, string subject)
    {
        await LoginFailureStore.ClearAsync(session, subject);
        return true;
    }

    private async Task RaiseParametersAsync(UserRow user, string password, CancellationToken cancellationToken)
    {
        if (!hasher.IsOutdated(user.PasswordHash))
        {
            return;
        }
        var hash = await hasher.HashAsync(password);
        await database.InTransactionAsync(
            async session =>
            {
                await UserStore.ReplaceHashAsync(session, user.Id, user.PasswordHash, hash);
                return true;
            },
            cancellationToken);
    }
}
