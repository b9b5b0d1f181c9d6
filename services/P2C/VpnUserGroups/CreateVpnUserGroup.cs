using Grpc.Core;
using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUserGroups;

internal sealed partial class VpnUserGroupService
{
    private const string Custom = "Custom";

    // With the built-in one, which the counter of the server leaves out.
    private const long MostGroups = 50;

    /// <summary>Creates an empty group.</summary>
    public override Task<CreateVpnUserGroupResponse> CreateVpnUserGroup(CreateVpnUserGroupRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        VpnUserGroupRules.Check(request.UserGroup);
        var serverId = Stored(request.VpnServerId);
        return clientTokens.OnceAsync(
            caller,
            $"{nameof(CreateVpnUserGroup)}/{serverId}",
            request.HasClientToken ? request.ClientToken : null,
            request.UserGroup,
            claim => database.InGroupAsync(
                session => CreateAsync(session, caller, serverId, request.UserGroup, claim), context.CancellationToken, serverId),
            context.CancellationToken);
    }

    private async Task<CreateVpnUserGroupResponse> CreateAsync(
        Session session, CallerContext caller, string serverId, NewVpnUserGroup wanted, ClientTokenClaim claim)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        server.RequireLocalPasswords();
        if (await session.FindGroupIdByNameAsync(server, wanted.Name) is not null)
        {
            throw ErrorCatalogue.GroupNameTaken.For("user_group.name");
        }
        server.RequireReady();
        if (server.GroupNumber + 1 >= MostGroups)
        {
            throw ErrorCatalogue.GroupLimit.With();
        }
        var group = NewRow(server, wanted);
        await session.InsertAsync(group);
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange(Groups: 1));
        await events.AddCreatedAsync(session, group, made);
        var answer = new CreateVpnUserGroupResponse { UserGroup = new VpnUserGroupReference { Id = group.Id } };
        await claim.KeepAsync(session, answer);
        return answer;
    }

    private VpnUserGroupRow NewRow(VpnServerRow server, NewVpnUserGroup wanted)
    {
        var now = time.NowMs();
        return new VpnUserGroupRow
        {
            Id = time.NewId(),
            ProjectId = server.ProjectId,
            VpnServerId = server.Id,
            Name = wanted.Name,
            Description = wanted.HasDescription ? wanted.Description : null,
            Type = Custom,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}
