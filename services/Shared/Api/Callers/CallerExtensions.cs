using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Shared.Api.Callers;

/// <summary>How handlers and clients use the caller context.</summary>
public static class CallerExtensions
{
    /// <summary>Name of the part that stands for an administrator of the system.</summary>
    public const string Administrator = "administrator";

    internal static readonly object Key = new();

    /// <summary>Who the call acts for; <see cref="CallerInterceptor"/> has verified it.</summary>
    public static CallerContext Caller(this ServerCallContext context) => (CallerContext)context.UserState[Key];

    /// <summary>Whether the caller may use the action of this call on resources of an enterprise project (auth.md, section 5).</summary>
    /// <param name="caller">The verified context.</param>
    /// <param name="enterpriseProjectId">A UUID, or <c>0</c> for the default enterprise project.</param>
    public static bool MayAccess(this CallerContext caller, string enterpriseProjectId) => caller.Access?.Covers(enterpriseProjectId) == true;

    /// <summary>Refuses a caller that lacks the action: 403 <c>VPN.0003</c>.</summary>
    /// <param name="caller">The verified context.</param>
    /// <param name="enterpriseProjectId">
    /// Enterprise project of the resource; null when there is no such resource, which only a grant on the project may learn.
    /// </param>
    /// <exception cref="DomainException"><c>VPN.0003</c></exception>
    public static void RequireAccess(this CallerContext caller, string? enterpriseProjectId)
    {
        var allowed = enterpriseProjectId is null ? caller.Access?.Everywhere == true : caller.MayAccess(enterpriseProjectId);
        if (!allowed)
        {
            throw ErrorCatalogue.AccessDenied.With("the caller lacks the action of this operation");
        }
    }

    /// <summary>
    /// Refuses a caller that lacks an action of another service which this operation needs when it touches that service (auth.md, section 5,
    /// step 6; the option <c>needs_also_if_touched</c> of the operation): 403 <c>VPN.0003</c>.
    /// </summary>
    /// <param name="caller">The verified context.</param>
    /// <param name="service">The other service, as its actions begin: <c>er</c>, <c>scm</c>, <c>iam</c>.</param>
    /// <param name="enterpriseProjectId">Enterprise project of the resource; null where only grants on the project count.</param>
    /// <exception cref="DomainException"><c>VPN.0003</c></exception>
    public static void RequireAlso(this CallerContext caller, string service, string? enterpriseProjectId = null)
    {
        foreach (var lack in caller.Lacks)
        {
            var isOfService = lack.Action.StartsWith(service, StringComparison.Ordinal) && lack.Action[service.Length] == ':';
            if (isOfService && (enterpriseProjectId is null || lack.Access?.Covers(enterpriseProjectId) != true))
            {
                throw ErrorCatalogue.AccessDenied.With($"the caller lacks the action {lack.Action}, which this call needs also");
            }
        }
    }

    /// <summary>Refuses everyone but the named part.</summary>
    /// <exception cref="DomainException"><c>VPN.0003</c></exception>
    public static void RequirePart(this CallerContext caller, string part)
    {
        if (caller.Part != part)
        {
            throw ErrorCatalogue.AccessDenied.With("only a part of the system may call this");
        }
    }

    private static bool Covers(this Access access, string enterpriseProjectId) =>
        !access.NeverIn.Contains(enterpriseProjectId) && (access.Everywhere || access.OnlyIn.Contains(enterpriseProjectId));

    /// <summary>A context with which a part calls another on its own behalf.</summary>
    /// <param name="part">Name of the calling part.</param>
    /// <param name="projectId">Project the call acts in; empty for calls about no project.</param>
    /// <param name="requestId">Request that caused the call; empty when none did.</param>
    public static CallerContext OfPart(string part, string projectId = "", string requestId = "") => new()
    {
        Part = part,
        ProjectId = projectId,
        RequestId = requestId,
        Access = new Access { Everywhere = true },
    };

    /// <summary>What a call to another part is made with: the signed context and a deadline.</summary>
    public static CallOptions With(this CallerContextSigner signer, CallerContext caller, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) =>
        new(
            headers: new Metadata { { CallerContextSigner.Header, signer.Sign(caller) } },
            deadline: time.GetUtcNow().Add(timeout).UtcDateTime,
            cancellationToken: cancellationToken);
}
