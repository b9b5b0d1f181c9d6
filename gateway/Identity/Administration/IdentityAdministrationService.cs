using Grpc.Core;
using VpnMesh.Identity.Authorization;
using VpnMesh.Identity.Domains;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Administration;

/// <summary>
/// The administrator's side: one file per rpc. The part <c>administrator</c> manages every account, users their own (<see cref="Reach"/>);
/// others are refused (<c>VPN.0003</c>). Refusals: <c>IAM.0007</c> for a field, <c>IAM.0004</c> for what does not exist. What it changes
/// holds at once here, within seconds elsewhere.
/// </summary>
internal sealed partial class IdentityAdministrationService(
    IdentityDatabase database, PrincipalCache cache, PasswordHasher hasher, KeyRing keyRing, TimeProvider time)
    : IdentityAdministration.IdentityAdministrationBase
{
    private async Task<T> ChangeAsync<T>(ServerCallContext context, Func<Session, Reach, Task<T>> change)
    {
        var reach = Reach.Of(context.Caller());
        return await database.InTransactionAsync(
            session =>
            {
                session.AfterCommit(cache.Forget);
                return change(session, reach);
            },
            context.CancellationToken);
    }

    private async Task<T> ReadAsync<T>(ServerCallContext context, Func<Session, Reach, Task<T>> read)
    {
        var reach = Reach.Of(context.Caller());
        return await database.ReadAsync(session => read(session, reach), context.CancellationToken);
    }

    private static async Task<T> RequireAsync<T>(string field, string what, string id, Func<Task<T?>> find)
        where T : class =>
        (Texts.IsId(id) ? await find() : null) ?? throw ErrorCatalogue.IamNotFound.For(field, what, id);

    private static async Task<DomainRow> RequireDomainAsync(Session session, Reach reach, string requested)
    {
        var id = reach.DomainOf(requested);
        return await RequireAsync("domain_id", "domain", id, async () => reach.Covers(id) ? await DomainStore.FindAsync(session, id) : null);
    }

    private static Task<UserRow> RequireUserAsync(Session session, Reach reach, string id) =>
        RequireUserAsync(reach, id, () => UserStore.FindAsync(session, id));

    // Keys and assignments come and go with their user, so that whoever changes one of them waits for the others.
    private static Task<UserRow> RequireUserForChangeAsync(Session session, Reach reach, string id) =>
        RequireUserAsync(reach, id, () => UserStore.FindForChangeAsync(session, id));

    private static Task<UserRow> RequireUserAsync(Reach reach, string id, Func<Task<UserRow?>> find) =>
        RequireAsync("user_id", "user", id, async () => await find() is { } user && reach.Covers(user.DomainId) ? user : null);

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
