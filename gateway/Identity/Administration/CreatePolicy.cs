using Grpc.Core;
using VpnMesh.Identity.Policies;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<CreatePolicyResponse> CreatePolicy(CreatePolicyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var id = NewIds.Next(time);
            CheckPolicy(id, request.Name, request.Document);
            var domain = await RequireDomainAsync(session, reach, request.DomainId);
            var policy = new PolicyRow { Id = id, DomainId = domain.Id, Name = request.Name, Document = request.Document, CreatedAt = time.NowMs() };
            RequireAdded(await PolicyStore.AddAsync(session, policy), "name");
            return new CreatePolicyResponse { PolicyId = id };
        });

    private static void CheckPolicy(string id, string name, string document)
    {
        RequireName("name", name);
        if (BuiltInPolicies.Find(name) is not null)
        {
            throw IamErrors.Invalid("name", "is that of a built-in policy");
        }
        PolicyDocument.ReadCustom(id, name, document);
    }
}
