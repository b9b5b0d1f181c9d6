using Grpc.Core;
using VpnMesh.Identity.Policies;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<UpdatePolicyResponse> UpdatePolicy(UpdatePolicyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var policy = await RequirePolicyAsync(reach, request.Policy, () => PolicyStore.FindForChangeAsync(session, request.Policy));
            var name = request.HasName ? request.Name : policy.Name;
            var document = request.HasDocument ? request.Document : policy.Document;
            CheckPolicy(policy.Id, name, document);
            RequireAdded(await PolicyStore.IsFreeAsync(session, policy.DomainId, name, policy.Id), "name");
            await PolicyStore.UpdateAsync(session, policy.Id, name, document);
            if (document != policy.Document)
            {
                await UserStore.RevokeTokensOfPolicyAsync(session, policy.Id);
            }
            return new UpdatePolicyResponse();
        });
}
