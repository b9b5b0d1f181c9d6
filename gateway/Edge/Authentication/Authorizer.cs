using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Identity;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Options.V1;
using VpnMesh.Shared.Api.Errors;
using Operation = VpnMesh.Edge.Operations.Operation;

namespace VpnMesh.Edge.Authentication;

/// <summary>
/// Decides whether a caller may use an operation, as far as that can be known before the resource is (auth.md, sections 3 to 5), and makes
/// the context with which the part decides the rest.
/// </summary>
internal sealed class Authorizer(IPrincipals principals)
{
    private const string ProjectVariable = "project_id";

    /// <summary>Gives the call its context, which tells who was denied when it is refused.</summary>
    /// <exception cref="DomainException">403: another project, a token of the wrong scope, or the action is not granted.</exception>
    public async ValueTask AuthorizeAsync(HttpContext context, EdgeCall call, Authenticated caller)
    {
        var operation = call.Operation!;
        var authorized = call.Caller = ContextOf(context, call, caller);
        if (operation.Caller == Caller.Account && caller.Token?.ProjectId is not null)
        {
            throw call.Refusals.Forbidden("an account-level token is required");
        }
        var isOfProject = operation.Caller == Caller.Project;
        var projectId = authorized.ProjectId = isOfProject ? await RequireProjectAsync(context, call, caller) : authorized.ProjectId;
        var access = await AccessAsync(operation, projectId, caller.Principal, context.RequestAborted);
        if (access.IsNowhere())
        {
            throw call.Refusals.Forbidden($"the caller lacks the action {operation.Action}");
        }
        authorized.Lacks.Add(await LacksAsync(operation, projectId, caller.Principal, context.RequestAborted));
        authorized.Access = await NarrowAsync(access, call, projectId, caller.Principal, context.RequestAborted);
    }

    /// <summary>The context of a call that anybody may make.</summary>
    public static CallerContext OfAnyone(HttpContext context, EdgeCall call) => new()
    {
        RequestId = call.RequestId,
        PublicUrl = PublicUrl(context),
    };

    private async ValueTask<Access> AccessAsync(Operation operation, string projectId, Principal principal, CancellationToken cancellationToken)
    {
        return operation.Action.Length == 0
            ? new Access { Everywhere = true }
            : await AccessAsync(operation.Action, operation, projectId, principal, cancellationToken);
    }

    private async ValueTask<Access> AccessAsync(
        string action, Operation operation, string projectId, Principal principal, CancellationToken cancellationToken)
    {
        var access = await principals.AuthorizeAsync(principal, projectId, action, operation.EnterpriseProject, cancellationToken);
        // Grants on an enterprise project have no effect on actions that are not scoped to one.
        return operation.EnterpriseProject ? access : new Access { Everywhere = access.Everywhere };
    }

    // What the operation needs also is allowed where all of it is: the part then looks at the enterprise project once.
    private async ValueTask<Access> NarrowAsync(
        Access access, EdgeCall call, string projectId, Principal principal, CancellationToken cancellationToken)
    {
        if (principal.AccountOwner)
        {
            return access;
        }
        foreach (var action in call.Operation!.NeedsAlso)
        {
            access = access.And(await AccessAsync(action, call.Operation, projectId, principal, cancellationToken));
            if (access.IsNowhere())
            {
                throw call.Refusals.Forbidden($"the caller lacks the action {action}, which this operation needs also");
            }
        }
        return access;
    }

    private async ValueTask<List<Lack>> LacksAsync(Operation operation, string projectId, Principal principal, CancellationToken cancellationToken)
    {
        var lacks = new List<Lack>();
        if (principal.AccountOwner)
        {
            return lacks;
        }
        foreach (var action in operation.NeedsAlsoIfTouched)
        {
            var access = await AccessAsync(action, operation, projectId, principal, cancellationToken);
            if (access is not { Everywhere: true, NeverIn.Count: 0 })
            {
                lacks.Add(new Lack { Action = action, Access = access });
            }
        }
        return lacks;
    }

    private async ValueTask<string> RequireProjectAsync(HttpContext context, EdgeCall call, Authenticated caller)
    {
        var projectId = ProjectOfPath(call);
        var stated = context.Request.Headers["X-Project-Id"].ToString().Trim();
        if (caller.Token is { } token && token.ProjectId != projectId)
        {
            throw call.Refusals.Forbidden("the token is not one of the project of the path");
        }
        if (stated.Length > 0 && stated != projectId)
        {
            throw call.Refusals.Forbidden("X-Project-Id is not the project of the path");
        }
        var project = await principals.FindProjectAsync(projectId, context.RequestAborted);
        if (project is not { Enabled: true } || project.DomainId != caller.Principal.DomainId)
        {
            throw call.Refusals.Forbidden("the project of the path is not one of the caller's account");
        }
        return projectId;
    }

    private static string ProjectOfPath(EdgeCall call)
    {
        var path = call.Operation!.Path;
        Span<Range> values = stackalloc Range[PathTemplate.MaxVariables];
        path.Matches(call.Target.Path, values);
        return call.Target.Path[values[path.IndexOf(ProjectVariable)]].ToString();
    }

    // Without any access yet.
    private static CallerContext ContextOf(HttpContext context, EdgeCall call, Authenticated caller) => new()
    {
        ProjectId = caller.Token?.ProjectId ?? "",
        DomainId = caller.Principal.DomainId,
        DomainName = caller.Principal.DomainName,
        UserId = caller.Principal.UserId,
        UserName = caller.Principal.UserName,
        AccountOwner = caller.Principal.AccountOwner,
        RequestId = call.RequestId,
        PublicUrl = PublicUrl(context),
    };

    private static string PublicUrl(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";
}
