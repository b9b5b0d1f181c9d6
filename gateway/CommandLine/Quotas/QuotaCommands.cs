using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.CommandLine.Quotas;

/// <summary><c>vpnmesh quota</c>: limits of a project and how much of them is used.</summary>
internal static class QuotaCommands
{
    private const string Governance = "GOVERNANCE";
    private static readonly string[] Types = ["customer_gateway", "vpn_connection", "vpn_gateway", "p2c_vpn_gateway", "eip"];

    public static Command Create() => new("quota", "Limits of projects, and how much of them is used.") { List(), Set(), Unset() };

    private static Command List()
    {
        var project = CommonOptions.Project();
        return new Command("list", "Lists the quotas of a project.") { project }.Does(async run =>
        {
            var client = new QuotaOverview.QuotaOverviewClient(run.Part(Governance));
            var answer = await client.ShowQuotasAsync(new ShowQuotasRequest { ProjectId = run.ProjectOf(project) }, run.AsAdministrator());
            return run.Print.Items(answer.Quotas, null, "type", "used", "quota", "is_set");
        });
    }

    private static Command Set()
    {
        var project = CommonOptions.Project();
        var type = Type();
        var limit = new Argument<long>("LIMIT") { Description = "How many there may be." };
        return new Command("set", "Sets the limit of a project.") { type, limit, project }.Does(async run =>
        {
            var request = new SetQuotaRequest { ProjectId = run.ProjectOf(project), Type = run.Value(type), Quota = run.Value(limit) };
            await SetAsync(run, request);
            return run.Print.Done(
                $"{request.Type} of {request.ProjectId}: {request.Quota}",
                new JsonObject { ["project_id"] = request.ProjectId, ["type"] = request.Type, ["quota"] = request.Quota });
        });
    }

    private static Command Unset()
    {
        var project = CommonOptions.Project();
        var type = Type();
        return new Command("unset", "Lets the limit of the settings hold again.") { type, project }.Does(async run =>
        {
            var request = new SetQuotaRequest { ProjectId = run.ProjectOf(project), Type = run.Value(type) };
            await SetAsync(run, request);
            return run.Print.Done(
                $"{request.Type} of {request.ProjectId}: as the settings say",
                new JsonObject { ["project_id"] = request.ProjectId, ["type"] = request.Type, ["quota"] = null });
        });
    }

    private static async Task SetAsync(Run run, SetQuotaRequest request) =>
        await new InventoryAdministration.InventoryAdministrationClient(run.Part(Governance)).SetQuotaAsync(request, run.AsAdministrator());

    private static Argument<string> Type() =>
        new Argument<string>("TYPE") { Description = "What is counted." }.AcceptOnlyFromAmong(Types);
}
