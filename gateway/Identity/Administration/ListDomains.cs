using Grpc.Core;
using VpnMesh.Identity.Domains;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<ListDomainsResponse> ListDomains(ListDomainsRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(CallerExtensions.Administrator);
        var page = Page.Read(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
        return ReadAsync(context, async (session, _) =>
        {
            var (rows, next) = page.Of(await DomainStore.ListAsync(session, page), domain => (domain.CreatedAt, domain.Id));
            var answer = new ListDomainsResponse { Domains = { rows.Select(View) } };
            if (next is not null)
            {
                answer.NextMarker = next;
            }
            return answer;
        });
    }

    private static DomainView View(DomainRow domain) =>
        new() { Id = domain.Id, Name = domain.Name, Enabled = domain.Enabled, CreatedAt = domain.CreatedAt.ToWireTime() };
}
