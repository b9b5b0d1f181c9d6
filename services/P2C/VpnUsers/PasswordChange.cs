using VpnMesh.P2C.ClientAccess;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    /// <summary>Gives a user another password, which also lifts a lock.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="serverId">The server.</param>
    /// <param name="userId">The user.</param>
    /// <param name="oldPassword">What the caller takes for the present one; null: it need not be known.</param>
    /// <param name="newPassword">The new one.</param>
    /// <param name="cancellationToken">Ends it as long as nothing is written.</param>
    /// <exception cref="DomainException">
    /// <c>VPN.1116</c>, <c>VPN.1303</c>, <c>VPN.1312</c>, <c>VPN.1310</c>, <c>VPN.1308</c>, <c>VPN.1309</c>, <c>VPN.1314</c>, <c>VPN.1311</c>,
    /// <c>VPN.1113</c>, <c>VPN.1117</c>
    /// </exception>
    private async Task ChangePasswordAsync(
        CallerContext caller, string serverId, string userId, string? oldPassword, string newPassword, CancellationToken cancellationToken)
    {
        var isChanged = false;
        while (!isChanged)
        {
            var judged = await database.ReadAsync(session => FindWithPasswordsAsync(session, caller, serverId, userId), cancellationToken);
            await JudgeAsync(judged, oldPassword, newPassword);
            var stored = await passwords.HashAsync(userId, newPassword);
            // Hashes are compared and made outside of the transaction; a change that overtook this one is judged anew.
            isChanged = await database.InGroupAsync(
                session => ReplacePasswordAsync(session, caller, judged, stored), cancellationToken, serverId);
        }
    }

    private static async Task<VpnUserRow> FindWithPasswordsAsync(Session session, CallerContext caller, string serverId, string userId)
    {
        await FindServerAsync(session, caller, serverId);
        return await session.FindUserWithPasswordsAsync(caller.ProjectId, serverId, userId) ?? throw ErrorCatalogue.UserNotFound.With();
    }

    private async Task JudgeAsync(VpnUserRow user, string? oldPassword, string newPassword)
    {
        // Wrong ones do not count towards the lock of those who dial in: the contract has no answer for a locked user here, and whoever may call
        // this should not be able to keep users out by it. Calls are signed, limited in their rate and told in events.
        if (oldPassword is not null && !await passwords.IsPresentAsync(user, oldPassword))
        {
            throw ErrorCatalogue.OldPasswordWrong.For("old_password");
        }
        if (PasswordRules.Fault(newPassword, user.Name) is { } fault)
        {
            throw fault.For(NewPasswordField);
        }
        if (await passwords.WasUsedAsync(user, newPassword))
        {
            throw ErrorCatalogue.PasswordUsed.For(NewPasswordField);
        }
    }

    /// <returns>False when the user has another password than the one that was judged by.</returns>
    private async Task<bool> ReplacePasswordAsync(Session session, CallerContext caller, VpnUserRow judged, string stored)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, judged.VpnServerId);
        var before = await session.FindUserWithPasswordsAsync(caller.ProjectId, judged.VpnServerId, judged.Id)
            ?? throw ErrorCatalogue.UserNotFound.With();
        if (before.Password != judged.Password)
        {
            return false;
        }
        server.RequireReady();
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange());
        var after = UserPasswords.Changed(before, stored) with { UpdatedAt = time.NowMs(), Revision = made.Revision };
        await session.UpdatePasswordAsync(after);
        await session.ForgetFailuresAsync(after.VpnServerId, [after.Name]);
        await events.AddPasswordChangedAsync(session, after, made);
        return true;
    }
}
