using System.Net;
using Grpc.Core;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Identity.OpenStack;

internal sealed partial class OpenStackService
{
    public override async Task<ListAuthDomainsResponse> KeystoneListAuthDomains(ListAuthDomainsRequest request, ServerCallContext context)
    {
        if (await TokenOfAsync(request.AuthToken, context) is not { } token)
        {
            return await local.KeystoneListAuthDomains(request, context);
        }
        var caller = context.Caller();
        var answer = await AskAsync("auth/domains", token, null, context);
        if (answer.Status != HttpStatusCode.OK)
        {
            throw Refusal(answer);
        }
        // Keystone lists the domains that a user has roles on, which may be none; the contract lists the account of the caller.
        var listed = KeystoneJson.Parse<ListAuthDomainsResponse>(answer.Body).Domains.FirstOrDefault(domain => domain.Id == caller.DomainId);
        var account = listed ?? new Domain { Id = caller.DomainId, Name = caller.DomainName, Enabled = true };
        account.Links = KeystoneLinks.Self(caller, $"/v3/domains/{account.Id}");
        return new ListAuthDomainsResponse { Domains = { account }, Links = KeystoneLinks.Self(caller, "/v3/auth/domains") };
    }
}
