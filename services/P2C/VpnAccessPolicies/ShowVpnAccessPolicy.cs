using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnAccessPolicies;

internal sealed partial class VpnAccessPolicyService
{
    /// <summary>One access policy, with the present name of its group.</summary>
    public override async Task<ShowVpnAccessPolicyResponse> ShowVpnAccessPolicy(ShowVpnAccessPolicyRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var policy = await database.ReadAsync(
            async session =>
            {
                var server = await session.FindVpnServerAsync(caller.ProjectId, Stored(request.VpnServerId))
                    ?? throw ErrorCatalogue.ServerNotFound.With();
                return await RequirePolicyAsync(session, server, Stored(request.PolicyId));
            },
            context.CancellationToken);
        return new ShowVpnAccessPolicyResponse { AccessPolicy = VpnAccessPolicyAnswers.Shown(policy) };
    }
}
