using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.CommandLine.Identity;

/// <summary><c>vpnmesh grant</c>: which policies a user has, and where.</summary>
internal static class GrantCommands
{
    public static Command Create() => new("grant", "Which policies users have, and where.") { Add(), List(), Delete() };

    private static Command Add()
    {
        var place = new Place();
        return place.AddTo(new Command("create", "Grants a policy to a user, on all projects unless one is named.")).Does(async run =>
        {
            var request = new GrantPolicyRequest
            {
                UserId = run.Value(place.User),
                Policy = run.Value(place.Policy),
                EnterpriseProjectId = place.EnterpriseOf(run),
            };
            if (place.ProjectOf(run) is { } project)
            {
                request.ProjectId = project;
            }
            await run.Identity().GrantPolicyAsync(request, run.AsAdministrator());
            return run.Print.Done($"{request.UserId} has {request.Policy}", place.Json(run));
        });
    }

    private static Command List()
    {
        var user = CommonOptions.Id("USER", "Id of the user.");
        var page = new PageOptions();
        return page.AddTo(new Command("list", "Lists the policies that a user has.") { user }).Does(async run =>
        {
            var request = new ListAssignmentsRequest { UserId = run.Value(user) };
            page.Set(run, limit => request.Limit = limit, marker => request.Marker = marker);
            var answer = await run.Identity().ListAssignmentsAsync(request, run.AsAdministrator());
            return run.Print.Items(answer.Assignments, answer.NextMarker, "policy", "project_id", "enterprise_project_id", "created_at");
        });
    }

    private static Command Delete()
    {
        var place = new Place();
        return place.AddTo(new Command("delete", "Takes back what was granted; name the place as it was granted.")).Does(async run =>
        {
            var request = new RevokePolicyRequest
            {
                UserId = run.Value(place.User),
                Policy = run.Value(place.Policy),
                EnterpriseProjectId = place.EnterpriseOf(run),
            };
            if (place.ProjectOf(run) is { } project)
            {
                request.ProjectId = project;
            }
            await run.Identity().RevokePolicyAsync(request, run.AsAdministrator());
            return run.Print.Done($"{request.UserId} has {request.Policy} no more", place.Json(run));
        });
    }

    /// <summary>Who has what, and where.</summary>
    private sealed class Place
    {
        // Not that of the environment: without a project it is granted on all of them.
        private readonly Option<string> _project = new("--project") { Description = "Only on this project.", HelpName = "ID" };

        private readonly Option<string> _enterpriseProject = new("--enterprise-project")
        {
            Description = "Only on this enterprise project.",
            HelpName = "ID",
        };

        public Argument<string> User { get; } = CommonOptions.Id("USER", "Id of the user.");

        public Argument<string> Policy { get; } = CommonOptions.Id("POLICY", "Id of a policy, or the name of one that is built in (VPN FullAccess).");

        public Command AddTo(Command command)
        {
            command.Add(User);
            command.Add(Policy);
            command.Add(_project);
            command.Add(_enterpriseProject);
            return command;
        }

        public string? ProjectOf(Run run) => run.Value(_project);

        public string EnterpriseOf(Run run) => run.Value(_enterpriseProject) ?? "";

        public JsonObject Json(Run run) => new()
        {
            ["user_id"] = run.Value(User),
            ["policy"] = run.Value(Policy),
            ["project_id"] = run.Value(_project),
            ["enterprise_project_id"] = run.Value(_enterpriseProject),
        };
    }
}
