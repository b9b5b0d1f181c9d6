using System.CommandLine;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Monitoring.V1;

namespace VpnMesh.CommandLine.Monitoring;

/// <summary><c>vpnmesh alert</c>: what Monitoring has found.</summary>
internal static class AlertCommands
{
    public static Command Create() => new("alert", "Alerts: what was found, and which rules hold.") { List(), Rules() };

    private static Command List()
    {
        var project = new Option<string>("--project") { Description = "Only those of a project.", HelpName = "ID" };
        var open = new Option<bool>("--open") { Description = "Only those that are not cleared." };
        var (limit, after) = (CommonOptions.Limit(), CommonOptions.After());
        return new Command("list", "Lists alerts, newest first.") { project, open, limit, after }.Does(async run =>
        {
            var request = new ListAlertsRequest
            {
                ProjectId = run.Value(project) ?? "",
                Open = run.Value(open),
                After = run.Value(after) ?? "",
                Limit = run.Value(limit) ?? 100,
            };
            var answer = await new Alerts.AlertsClient(run.Part("MONITORING")).ListAlertsAsync(request, run.AsAdministrator());
            var next = answer.Alerts.Count == request.Limit ? answer.Alerts[^1].Id : null;
            return run.Print.Items(answer.Alerts, next, "raised_at", "rule", "project_id", "about_name", "summary", "cleared_at");
        });
    }

    private static Command Rules()
    {
        var project = CommonOptions.Project();
        return new Command("rules", "Lists the rules that hold in a project.") { project }.Does(async run =>
        {
            var request = new ListAlertRulesRequest { ProjectId = run.ProjectOf(project) };
            var answer = await new Alerts.AlertsClient(run.Part("MONITORING")).ListAlertRulesAsync(request, run.AsAdministrator());
            return run.Print.Items(answer.Rules, null, "rule", "enabled", "seconds", "changes", "percent", "days");
        });
    }
}
