using Grpc.Core;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Identity.Domains;

/// <summary><c>GET /v3/auth/domains</c>: the account of the caller, as a list of one.</summary>
internal sealed class KeystoneListAuthDomains(IdentityDatabase database)
{
    public async Task<ListAuthDomainsResponse> HandleAsync(ServerCallContext context)
    {
        var caller = context.Caller();
        var answer = new ListAuthDomainsResponse { Links = KeystoneLinks.Self(caller, "/v3/auth/domains") };
        if (await database.ReadAsync(session => DomainStore.FindAsync(session, caller.DomainId), context.CancellationToken) is { } domain)
        {
            answer.Domains.Add(new Domain
            {
                Id = domain.Id,
                Name = domain.Name,
                Description = domain.Description,
                Enabled = domain.Enabled,
                Links = KeystoneLinks.Self(caller, $"/v3/domains/{domain.Id}"),
            });
        }
        return answer;
    }
}
