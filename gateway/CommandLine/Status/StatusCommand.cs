using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Output;
using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Status;

/// <summary><c>vpnmesh status</c>: whether all is well.</summary>
internal static class StatusCommand
{
    public static Command Create() =>
        new Command("status", "Shows the parts, their stores, outboxes, queues and agents, and what is not well.").Does(RunAsync);

    private static async Task<int> RunAsync(Run run)
    {
        var edge = EdgeProbe.AskAsync(run);
        var probes = await PartProbe.AskAllAsync(run);
        if (probes.Count > 0 && probes.All(probe => probe.Answer is null) && !(await edge).IsReady)
        {
            throw new Failure(ExitCodes.Unreachable, $"no part answers. {probes[0].Address}: {probes[0].Failure}");
        }
        if (probes.Count == 0)
        {
            throw new Failure(
                ExitCodes.Unreachable, $"where is the system? {run.Settings.RunningFile} is not there, and VPNMESH_SITE_TO_SITE, ... are not set.");
        }
        var agents = await AgentQuery.AllAsync(run);
        var queues = await BrokerQueue.ListAsync(run, probes);
        var report = new StatusReport(await edge, probes, agents, queues, run.Time.GetUtcNow());
        if (run.Print.IsJson)
        {
            run.Print.Json(report.ToJson());
        }
        else
        {
            Print(run.Print, report);
        }
        return report.Problems.Count == 0 ? ExitCodes.Success : ExitCodes.Unhealthy;
    }

    private static void Print(Printer print, StatusReport report)
    {
        var json = report.ToJson();
        print.Line($"Edge {json["edge"]!["url"]}: {json["edge"]!["state"]}");
        Section(print, "", json["parts"]!, "part", "state", "store", "schema", "outbox", "outbox_age", "last_event", "uptime", "host", "address");
        Section(print, "Agents", json["agents"]!, "part", "id", "zone", "state", "last_seen_at", "end_points", "capacity", "backend");
        if (report.HasBroker)
        {
            Section(print, "Queues", json["queues"]!, "name", "state", "depth", "consumers");
        }
        foreach (var problem in report.Problems)
        {
            print.Line($"! {problem}");
        }
        print.Line(report.Problems.Count == 0 ? "All is well." : $"{report.Problems.Count} things are not well.");
    }

    private static void Section(Printer print, string title, JsonNode rows, params string[] columns)
    {
        print.Line(title);
        print.Table([.. rows.AsArray().Select(row => row!.AsObject())], columns);
        print.Line("");
    }
}
