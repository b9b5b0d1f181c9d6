using System.Net;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.OpenStack;

/// <summary>
/// The Keystone-style calls, answered by Keystone in the form of the contract: one file per rpc. Asked with the caller's own token, so that
/// Keystone decides what it may see; callers with a signature, which Keystone does not know, are answered from the store.
/// </summary>
internal sealed partial class OpenStackService(KeystoneService local, KeystoneHttp http, OpenStackPrincipals principals) : Keystone.KeystoneBase
{
    // A token beside a signature is ignored: it may be another's.
    private async ValueTask<string?> TokenOfAsync(string token, ServerCallContext context) =>
        token.Length > 0
        && await principals.FindTokenAsync(token, context.CancellationToken) is TokenLookup.Found found
        && found.Principal.UserId == context.Caller().UserId
            ? token
            : null;

    /// <exception cref="DomainException"><c>IAM.0067</c>: the token was revoked since it was last looked at; <c>APIGW.0202</c>.</exception>
    private async Task<KeystoneAnswer> AskAsync(string path, string token, string? subject, ServerCallContext context)
    {
        var answer = await http.GetAsync(path, token, subject, context.CancellationToken);
        if (answer.Status != HttpStatusCode.Unauthorized)
        {
            return answer;
        }
        principals.Forget(token);
        throw ErrorCatalogue.IamTokenInvalid.With();
    }

    private static DomainException Refusal(KeystoneAnswer answer) =>
        (answer.Status == HttpStatusCode.Forbidden ? ErrorCatalogue.IamForbidden : ErrorCatalogue.BackendUnavailable).With();

    private static string Query(params (string Name, string? Value)[] pairs) =>
        string.Join('&', pairs.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));

    // Links lead to the edge, which callers reach; Keystone itself they may not.
    private static Protos.Identity.V3.Project Linked(Protos.Identity.V3.Project project, CallerContext caller)
    {
        project.Links = KeystoneLinks.Self(caller, $"/v3/projects/{project.Id}");
        return project;
    }
}
