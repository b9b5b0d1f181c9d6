using Grpc.Core;
using VpnMesh.Identity.Domains;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<CreateDomainResponse> CreateDomain(CreateDomainRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(CallerExtensions.Administrator);
        return ChangeAsync(context, async (session, _) =>
        {
            var domain = new DomainRow { Id = NewIds.Next(time), Name = RequireName("name", request.Name), CreatedAt = time.NowMs() };
            RequireAdded(await DomainStore.AddAsync(session, domain), "name");
            return new CreateDomainResponse { DomainId = domain.Id };
        });
    }
}
