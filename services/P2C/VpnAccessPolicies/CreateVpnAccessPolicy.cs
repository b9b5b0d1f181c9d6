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

namespace VpnMesh.P2C.VpnAccessPolicies;

internal sealed partial class VpnAccessPolicyService
{
    private const long MostPolicies = 100;

    /// <summary>Lets the members of a group reach destinations.</summary>
    public override Task<CreateVpnAccessPolicyResponse> CreateVpnAccessPolicy(CreateVpnAccessPolicyRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        VpnAccessPolicyRules.Check(request.AccessPolicy);
        var serverId = Stored(request.VpnServerId);
        return clientTokens.OnceAsync(
            caller,
            $"{nameof(CreateVpnAccessPolicy)}/{serverId}",
            request.HasClientToken ? request.ClientToken : null,
            request.AccessPolicy,
            claim => database.InGroupAsync(
                session => CreateAsync(session, caller, serverId, request.AccessPolicy, claim), context.CancellationToken, serverId),
            context.CancellationToken);
    }

    private async Task<CreateVpnAccessPolicyResponse> CreateAsync(
        Session session, CallerContext caller, string serverId, NewVpnAccessPolicy wanted, ClientTokenClaim claim)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        var group = await RequireGroupAsync(session, server, wanted.UserGroupId);
        server.RequireLocalPasswords();
        server.RequireReady();
        if (server.PolicyNumber >= MostPolicies)
        {
            throw ErrorCatalogue.PolicyLimit.With();
        }
        var policy = NewRow(group, wanted);
        await session.InsertAsync(policy);
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange(Policies: 1, OfPolicies: true));
        await events.AddCreatedAsync(session, policy, made);
        var answer = new CreateVpnAccessPolicyResponse { AccessPolicy = new VpnAccessPolicyReference { Id = policy.Id } };
        await claim.KeepAsync(session, answer);
        return answer;
    }

    private VpnAccessPolicyRow NewRow(VpnUserGroupRow group, NewVpnAccessPolicy wanted)
    {
        var now = time.NowMs();
        return new VpnAccessPolicyRow
        {
            Id = time.NewId(),
            ProjectId = group.ProjectId,
            VpnServerId = group.VpnServerId,
            Name = wanted.Name,
            Type = Custom,
            UserGroupId = group.Id,
            UserGroupName = group.Name,
            Description = wanted.HasDescription ? wanted.Description : null,
            DestIpCidrs = wanted.DestIpCidrs.ToColumn(),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}
