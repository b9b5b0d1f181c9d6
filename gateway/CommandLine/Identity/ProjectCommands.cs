using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.CommandLine.Identity;

/// <summary><c>vpnmesh project</c>: projects, which hold the resources.</summary>
internal static class ProjectCommands
{
    public static Command Create() => new("project", "Projects, which hold the resources.")
    {
        Add(),
        List(),
        Setting("enable", "Lets a project take calls again.", enabled: true),
        Setting("disable", "Has a project refuse every call; what runs in it goes on.", enabled: false),
    };

    private static Command Add()
    {
        var name = CommonOptions.Id("NAME", "Its name.");
        var account = CommonOptions.Account();
        var id = new Option<string>("--id") { Description = "Its id; generated when not given.", HelpName = "ID" };
        return new Command("create", "Makes a project.") { name, account, id }.Does(async run =>
        {
            var request = new CreateProjectRequest { DomainId = await run.AccountAsync(run.Value(account)), Name = run.Value(name) };
            if (run.Value(id) is { } given)
            {
                request.ProjectId = given;
            }
            return run.Print.Item(await run.Identity().CreateProjectAsync(request, run.AsAdministrator()));
        });
    }

    private static Command List()
    {
        var account = CommonOptions.Account();
        var page = new PageOptions();
        return page.AddTo(new Command("list", "Lists the projects of an account.") { account }).Does(async run =>
        {
            var request = new ListProjectsRequest { DomainId = await run.AccountAsync(run.Value(account)) };
            page.Set(run, limit => request.Limit = limit, marker => request.Marker = marker);
            var answer = await run.Identity().ListProjectsAsync(request, run.AsAdministrator());
            return run.Print.Items(answer.Projects, answer.NextMarker, "id", "name", "enabled", "created_at");
        });
    }

    private static Command Setting(string verb, string description, bool enabled)
    {
        var id = CommonOptions.Id("PROJECT", "Id of the project.");
        return new Command(verb, description) { id }.Does(async run =>
        {
            await run.Identity().UpdateProjectAsync(new UpdateProjectRequest { ProjectId = run.Value(id), Enabled = enabled }, run.AsAdministrator());
            return run.Print.Done($"{run.Value(id)} is {verb}d", new JsonObject { ["id"] = run.Value(id), ["enabled"] = enabled });
        });
    }
}
