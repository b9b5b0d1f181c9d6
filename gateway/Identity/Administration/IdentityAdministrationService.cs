using Grpc.Core;
using VpnMesh.Identity.Authorization;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Administration;

/// <summary>
/// The administrator's side: one file per rpc. Only the part <c>administrator</c> may call it (<c>VPN.0003</c>). Refusals:
/// <c>IAM.0007</c> for a field, <c>IAM.0004</c> for what does not exist. What it changes holds at once here, within seconds elsewhere.
/// </summary>
internal sealed partial class IdentityAdministrationService(
    IdentityDatabase database, PrincipalCache cache, PasswordHasher hasher, KeyRing keyRing, TimeProvider time)
    : IdentityAdministration.IdentityAdministrationBase
{
    private async Task<T> ChangeAsync<T>(ServerCallContext context, Func<Session, Task<T>> change)
    {
        context.Caller().RequirePart(CallerExtensions.Administrator);
        return await database.InTransactionAsync(
            session =>
            {
                session.AfterCommit(cache.Forget);
                return change(session);
            },
            context.CancellationToken);
    }

    private static async Task<T> RequireAsync<T>(string field, string what, string id, Func<Task<T?>> find)
        where T : class =>
        (Texts.IsId(id) ? await find() : null) ?? throw ErrorCatalogue.IamNotFound.For(field, what, id);

    private static string RequireName(string field, string name) => Texts.IsName(name)
        ? name
        : throw IamErrors.Invalid(field, $"must be 1 to {Texts.MaxNameLength} characters long, without control characters or white space at its ends");

    private static void RequireAdded(bool added, string field)
    {
        if (!added)
        {
            throw IamErrors.Invalid(field, "is in use already");
        }
    }
}
