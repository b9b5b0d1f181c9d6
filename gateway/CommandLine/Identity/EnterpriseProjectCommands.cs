using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.CommandLine.Identity;

/// <summary><c>vpnmesh enterprise-project</c>: enterprise projects, which group resources across projects.</summary>
internal static class EnterpriseProjectCommands
{
    public static Command Create() => new("enterprise-project", "Enterprise projects, which group resources across projects.")
    {
        Add(),
        List(),
        Setting("enable", "Shows an enterprise project as enabled.", enabled: true),
        Setting("disable", "Shows an enterprise project as disabled; what is in it goes on.", enabled: false),
    };

    private static Command Add()
    {
        var name = CommonOptions.Id("NAME", "Its name.");
        var account = CommonOptions.Account();
        var description = new Option<string>("--description") { Description = "What it is for.", HelpName = "TEXT" };
        return new Command("create", "Makes an enterprise project.") { name, account, description }.Does(async run =>
        {
            var request = new CreateEnterpriseProjectRequest
            {
                DomainId = await run.AccountAsync(run.Value(account)),
                Name = run.Value(name),
                Description = run.Value(description) ?? "",
            };
            return run.Print.Item(await run.Identity().CreateEnterpriseProjectAsync(request, run.AsAdministrator()));
        });
    }

    private static Command List()
    {
        var account = CommonOptions.Account();
        var page = new PageOptions();
        return page.AddTo(new Command("list", "Lists the enterprise projects of an account, without the default one.") { account }).Does(async run =>
        {
            var request = new ListEnterpriseProjectsRequest { DomainId = await run.AccountAsync(run.Value(account)) };
            page.Set(run, limit => request.Limit = limit, marker => request.Marker = marker);
            var answer = await run.Identity().ListEnterpriseProjectsAsync(request, run.AsAdministrator());
            return run.Print.Items(answer.EnterpriseProjects, answer.NextMarker, "id", "name", "description", "enabled", "created_at");
        });
    }

    private static Command Setting(string verb, string description, bool enabled)
    {
        var id = CommonOptions.Id("ENTERPRISE-PROJECT", "Id of the enterprise project.");
        return new Command(verb, description) { id }.Does(async run =>
        {
            var request = new UpdateEnterpriseProjectRequest { EnterpriseProjectId = run.Value(id), Enabled = enabled };
            await run.Identity().UpdateEnterpriseProjectAsync(request, run.AsAdministrator());
            return run.Print.Done($"{run.Value(id)} is {verb}d", new JsonObject { ["id"] = run.Value(id), ["enabled"] = enabled });
        });
    }
}
