using Grpc.Core;
using VpnMesh.Identity.Policies;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<GetPolicyResponse> GetPolicy(GetPolicyRequest request, ServerCallContext context) =>
        ReadAsync(context, async (session, reach) => new GetPolicyResponse
        {
            Policy = BuiltInPolicies.All.FirstOrDefault(policy => policy.DisplayName == request.Policy) is { } builtIn
                ? View(builtIn)
                : View(await RequirePolicyAsync(reach, request.Policy, () => PolicyStore.FindAsync(session, request.Policy))),
        });

    private static Task<PolicyRow> RequirePolicyAsync(Reach reach, string id, Func<Task<PolicyRow?>> find) =>
        RequireAsync("policy", "policy", id, async () => await find() is { } policy && reach.Covers(policy.DomainId) ? policy : null);
}
