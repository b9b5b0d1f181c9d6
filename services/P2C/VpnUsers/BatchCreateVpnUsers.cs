using Google.Protobuf.Collections;
using Grpc.Core;
using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    /// <summary>Creates all users of a list; when one is refused, none, and the answer says which and why.</summary>
    public override Task<BatchCreateVpnUsersResponse> BatchCreateVpnUsers(BatchCreateVpnUsersRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        VpnUserRules.Check(request.Users);
        var serverId = Stored(request.VpnServerId);
        return tokens.OnceAsync(
            caller,
            $"BatchCreateVpnUsers/{serverId}",
            request.HasClientToken ? request.ClientToken : null,
            request.Users,
            claim => CreateAsync(caller, serverId, request.Users.Items, claim, context.CancellationToken),
            context.CancellationToken);
    }

    private async Task<BatchCreateVpnUsersResponse> CreateAsync(
        CallerContext caller, string serverId, RepeatedField<NewVpnUserOfBatch> wanted, ClientTokenClaim claim, CancellationToken cancellationToken)
    {
        // Judged before as well: hashes are costly, and a transaction must not wait for them.
        var before = await database.ReadAsync(
            async session => await JudgeAsync(session, await FindServerAsync(session, caller, serverId), wanted), cancellationToken);
        if (before.Invalid.Count > 0)
        {
            return await database.InTransactionAsync(session => AnswerAsync(session, before.Invalid, claim), cancellationToken);
        }
        var ids = wanted.Select(_ => time.NewId()).ToArray();
        var hashes = await passwords.HashAllAsync([.. wanted.Zip(ids, (user, id) => (id, user.Password))], cancellationToken);
        return await database.InTransactionAsync(
            async session =>
            {
                var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
                var judged = await JudgeAsync(session, server, wanted);
                if (judged.Invalid.Count == 0)
                {
                    var now = time.NowMs();
                    var users = wanted.Select((user, place) => NewRow(caller, user, judged, now) with { Id = ids[place], Password = hashes[place] });
                    var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange(Users: wanted.Count));
                    await InsertAsync(session, [.. users], made);
                }
                return await AnswerAsync(session, judged.Invalid, claim);
            },
            cancellationToken);
    }

    /// <exception cref="DomainException">
    /// <c>VPN.0001</c>, <c>VPN.1113</c>, <c>VPN.1117</c>, <c>VPN.1307</c>: the request as a whole is refused.
    /// </exception>
    private static async Task<NewVpnUserBatch> JudgeAsync(Session session, VpnServerRow server, RepeatedField<NewVpnUserOfBatch> wanted)
    {
        server.RequireLocalPasswords();
        server.RequireReady();
        RequireRoom(server, wanted.Count);
        var groups = await session.ListGroupsOfUsersAsync(server.Id);
        var taken = await session.ListTakenAsync(server.Id);
        return new NewVpnUserBatch(server, wanted, groups, taken);
    }

    private static VpnUserRow NewRow(CallerContext caller, NewVpnUserOfBatch wanted, NewVpnUserBatch batch, long now) => new()
    {
        Id = "",
        ProjectId = caller.ProjectId,
        VpnServerId = batch.ServerId,
        Name = wanted.Name,
        Description = wanted.HasDescription ? wanted.Description : null,
        UserGroupId = batch.GroupId(wanted),
        StaticIp = NewVpnUserBatch.StaticIp(wanted),
        CreatedAt = now,
        UpdatedAt = now,
        Revision = 0,
    };

    // Refusals are answers, which a repeated call gets again.
    private static async Task<BatchCreateVpnUsersResponse> AnswerAsync(Session session, IReadOnlyList<InvalidVpnUser> invalid, ClientTokenClaim claim)
    {
        var answer = new BatchCreateVpnUsersResponse { InvalidUsers = { invalid } };
        await claim.KeepAsync(session, answer);
        return answer;
    }
}
