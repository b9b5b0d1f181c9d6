using Grpc.Core;
using VpnMesh.Identity.Policies;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<ListPoliciesResponse> ListPolicies(ListPoliciesRequest request, ServerCallContext context) =>
        ReadAsync(context, async (session, reach) =>
        {
            var page = Page.Read(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
            var domain = await RequireDomainAsync(session, reach, request.DomainId);
            var (rows, next) = page.Of(await PolicyStore.ListAsync(session, domain.Id, page), policy => (policy.CreatedAt, policy.Id));
            var answer = new ListPoliciesResponse { Policies = { request.HasMarker ? [] : BuiltInPolicies.All.Select(View), rows.Select(View) } };
            if (next is not null)
            {
                answer.NextMarker = next;
            }
            return answer;
        });

    private static PolicyView View(PolicyRow policy) => new()
    {
        Policy = policy.Id,
        Name = policy.Name,
        Document = policy.Document,
        DomainId = policy.DomainId,
        CreatedAt = policy.CreatedAt.ToWireTime(),
    };

    private static PolicyView View(BuiltInPolicy policy) =>
        new() { Policy = policy.DisplayName, Name = policy.DisplayName, Document = policy.Document, BuiltIn = true };
}
