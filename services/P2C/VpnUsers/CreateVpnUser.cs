using Grpc.Core;
using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.VpnServers;
using VpnMesh.P2C.VpnUserGroups;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    /// <summary>Creates a user, who may dial in at once.</summary>
    public override Task<CreateVpnUserResponse> CreateVpnUser(CreateVpnUserRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        VpnUserRules.Check(request.User);
        var serverId = Stored(request.VpnServerId);
        return tokens.OnceAsync(
            caller,
            $"CreateVpnUser/{serverId}",
            request.HasClientToken ? request.ClientToken : null,
            request.User,
            claim => CreateAsync(caller, serverId, request.User, claim, context.CancellationToken),
            context.CancellationToken);
    }

    private async Task<CreateVpnUserResponse> CreateAsync(
        CallerContext caller, string serverId, NewVpnUser wanted, ClientTokenClaim claim, CancellationToken cancellationToken)
    {
        // Judged before as well: the hash is costly, and a transaction must not wait for it.
        await database.ReadAsync(
            async session => await JudgeAsync(session, await FindServerAsync(session, caller, serverId), wanted), cancellationToken);
        var id = time.NewId();
        var password = await passwords.HashAsync(id, wanted.Password);
        return await database.InGroupAsync(
            async session =>
            {
                var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
                var group = await JudgeAsync(session, server, wanted);
                var now = time.NowMs();
                var user = new VpnUserRow
                {
                    Id = id,
                    ProjectId = caller.ProjectId,
                    VpnServerId = serverId,
                    Name = wanted.Name,
                    Description = wanted.HasDescription ? wanted.Description : null,
                    UserGroupId = group?.Id,
                    StaticIp = StaticIp(wanted),
                    Password = password,
                    CreatedAt = now,
                    UpdatedAt = now,
                    Revision = 0,
                };
                var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange(Users: 1));
                await InsertAsync(session, [user], made);
                var answer = new CreateVpnUserResponse { User = new VpnUserReference { Id = id } };
                await claim.KeepAsync(session, answer);
                return answer;
            },
            cancellationToken,
            serverId);
    }

    /// <summary>Judges by what there is, in the order of the contract.</summary>
    /// <returns>The group; null without one.</returns>
    /// <exception cref="DomainException">
    /// <c>VPN.1301</c>, <c>VPN.0001</c>, <c>VPN.1302</c>, <c>VPN.1113</c>, <c>VPN.1117</c>, <c>VPN.1307</c>
    /// </exception>
    private static async Task<GroupOfUsers?> JudgeAsync(Session session, VpnServerRow server, NewVpnUser wanted)
    {
        var group = wanted.HasUserGroupId ? await FindGroupAsync(session, server.Id, wanted.UserGroupId) : null;
        server.RequireLocalPasswords();
        var taken = await session.ListTakenAsync(server.Id, wanted.Name, StaticIp(wanted));
        if (taken.Any(other => other.Name == wanted.Name))
        {
            throw ErrorCatalogue.UserNameTaken.For("user.name");
        }
        RequireFree(server, StaticIp(wanted), taken);
        server.RequireReady();
        RequireRoom(server, 1);
        return group;
    }

    private static void RequireRoom(VpnServerRow server, int users)
    {
        if (server.UserNumber + users > VpnUserRules.MostUsers)
        {
            throw ErrorCatalogue.UserLimit.With();
        }
    }

    /// <summary>Writes new users of a locked server, whose revision is that of the change.</summary>
    private async Task InsertAsync(Session session, IReadOnlyCollection<VpnUserRow> users, AccessRevision made)
    {
        await session.InsertUsersAsync([.. users.Select(user => user with { Revision = made.Revision })]);
        await session.CountMembersAsync(users.Select(user => (user.UserGroupId, 1)));
        await events.AddCreatedAsync(session, users, made);
    }

    private static string? StaticIp(NewVpnUser wanted) => StaticAddresses.Stored(wanted.HasStaticIp ? wanted.StaticIp : null);
}
