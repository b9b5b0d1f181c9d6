using Grpc.Core;
using VpnMesh.Identity.Policies;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<DeletePolicyResponse> DeletePolicy(DeletePolicyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var policy = await RequirePolicyAsync(reach, request.Policy, () => PolicyStore.FindForChangeAsync(session, request.Policy));
            if (await PolicyStore.IsGrantedAsync(session, policy.Id))
            {
                throw IamErrors.Invalid("policy", "must not be assigned to anybody");
            }
            await PolicyStore.DeleteAsync(session, policy.Id);
            return new DeletePolicyResponse();
        });
}
