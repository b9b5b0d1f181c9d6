using Grpc.Core;
using VpnMesh.Identity.Domains;
using VpnMesh.Identity.Policies;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<CreatePolicyResponse> CreatePolicy(CreatePolicyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async session =>
        {
            var name = RequireName("name", request.Name);
            if (BuiltInPolicies.Find(name) is not null)
            {
                throw IamErrors.Invalid("name", "is that of a built-in policy");
            }
            var id = NewIds.Next(time);
            PolicyDocument.ReadCustom(id, name, request.Document);
            var domain = await RequireAsync("domain_id", "domain", request.DomainId, () => DomainStore.FindAsync(session, request.DomainId));
            var policy = new PolicyRow { Id = id, DomainId = domain.Id, Name = name, Document = request.Document, CreatedAt = time.NowMs() };
            RequireAdded(await PolicyStore.AddAsync(session, policy), "name");
            return new CreatePolicyResponse { PolicyId = id };
        });
}
