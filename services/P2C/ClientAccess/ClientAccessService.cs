using Grpc.Core;
using VpnMesh.P2C.VpnUsers;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.ClientAccess;

/// <summary>
/// Answers agents whether a client may pass. Names that no user has are treated like those that one has, hash, failures and lock included,
/// so that names can be probed neither by the answer nor by its time.
/// </summary>
internal sealed class ClientAccessService(P2CDatabase database, UserPasswords passwords, TimeProvider time)
    : Protos.P2C.V1.ClientAccess.ClientAccessBase
{
    /// <summary>Checks a name and a password.</summary>
    public override async Task<CheckPasswordResponse> CheckPassword(CheckPasswordRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart("agent");
        var (serverId, name) = (request.VpnServerId.ToLowerInvariant(), request.UserName);
        if (!Wire.IsUuid(serverId) || !UserNames.IsWellFormed(name))
        {
            await passwords.IsPresentAsync(user: null, request.Password);
            return new CheckPasswordResponse();
        }
        var (user, lockedUntil) = await database.ReadAsync(
            async session => (await session.FindUserByNameAsync(serverId, name), await session.FindLockAsync(serverId, name, time.NowMs())),
            context.CancellationToken);
        var isRight = await passwords.IsPresentAsync(user, request.Password);
        if (lockedUntil > time.NowMs())
        {
            return Locked(lockedUntil.Value);
        }
        return isRight ? await AcceptAsync(user!) : await RefuseAsync(serverId, name);
    }

    private async Task<CheckPasswordResponse> AcceptAsync(VpnUserRow user)
    {
        var now = time.NowMs();
        // Guesses that ran beside this one may have locked the user meanwhile.
        var lockedUntil = await database.ReadAsync(session => session.FindLockAsync(user.VpnServerId, user.Name, now), CancellationToken.None);
        if (lockedUntil is not null)
        {
            lockedUntil = await database.InGroupAsync(
                session => session.ForgetUnlockedAsync(user.VpnServerId, user.Name, now), CancellationToken.None, Order(user.VpnServerId, user.Name));
        }
        return lockedUntil > now ? Locked(lockedUntil.Value) : new CheckPasswordResponse { Accepted = true, UserId = user.Id };
    }

    private async Task<CheckPasswordResponse> RefuseAsync(string serverId, string name)
    {
        var now = time.NowMs();
        // Not under the caller's token: hanging up must not make a guess free.
        var lockedUntil = await database.InGroupAsync(
            session => session.AddFailureAsync(serverId, name, now), CancellationToken.None, Order(serverId, name));
        return lockedUntil > now ? Locked(lockedUntil) : new CheckPasswordResponse();
    }

    private static CheckPasswordResponse Locked(long untilMs) => new() { Locked = true, LockedUntilMs = untilMs };

    private static string Order(string serverId, string name) => $"{serverId}/{name}";
}
