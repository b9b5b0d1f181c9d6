using System.Net;
using System.Text.Json;
using Grpc.Core;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.OpenStack;

internal sealed partial class OpenStackService
{
    public override async Task<ListUsersResponse> KeystoneListUsers(ListUsersRequest request, ServerCallContext context)
    {
        if (await TokenOfAsync(request.AuthToken, context) is not { } token)
        {
            return await local.KeystoneListUsers(request, context);
        }
        var caller = context.Caller();
        if (request.HasDomainId && request.DomainId != caller.DomainId)
        {
            throw ErrorCatalogue.IamForbidden.With();
        }
        var users = (await ListUsersAsync(request, token, context)).Where(user => Matches(request, user)).ToArray();
        foreach (var user in users)
        {
            user.Links = KeystoneLinks.Self(caller, $"/v3/users/{user.Id}");
        }
        return new ListUsersResponse { Users = { users }, Links = UserLinks.Of(request, caller) };
    }

    // Whoever may not list the users of the account sees itself (contract: KeystoneListUsers).
    private async Task<IEnumerable<User>> ListUsersAsync(ListUsersRequest request, string token, ServerCallContext context)
    {
        var query = Query(("domain_id", context.Caller().DomainId), ("name", request.HasName ? request.Name : null));
        var answer = await AskAsync($"users?{query}", token, null, context);
        return answer.Status switch
        {
            HttpStatusCode.OK => KeystoneJson.Parse<ListUsersResponse>(answer.Body).Users,
            HttpStatusCode.Forbidden => [await FindSelfAsync(token, context)],
            _ => throw Refusal(answer),
        };
    }

    private async Task<User> FindSelfAsync(string token, ServerCallContext context)
    {
        var answer = await AskAsync($"users/{Uri.EscapeDataString(context.Caller().UserId)}", token, null, context);
        if (answer.Status != HttpStatusCode.OK)
        {
            throw Refusal(answer);
        }
        using var json = JsonDocument.Parse(answer.Body);
        return KeystoneJson.Parse<User>(json.RootElement.GetProperty("user").GetRawText());
    }

    private static bool Matches(ListUsersRequest request, User user) =>
        (!request.HasName || request.Name == user.Name) && (!request.HasEnabled || request.Enabled == user.Enabled);
}
