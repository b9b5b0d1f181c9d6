using System.CommandLine;
using System.Globalization;
using Grpc.Core;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Metering.V1;

namespace VpnMesh.CommandLine.Monitoring;

/// <summary><c>vpnmesh usage</c>: what is billed, by the hour.</summary>
internal static class UsageCommands
{
    private const string Metering = "METERING";

    public static Command Create() => new("usage", "What was used, for billing.") { List(), Export() };

    private static Command List()
    {
        var query = new QueryOptions();
        var (limit, after) = (CommonOptions.Limit(), CommonOptions.After());
        var command = new Command("list", "Lists the hours in which something was used.") { limit, after };
        return query.AddTo(command).Does(async run =>
        {
            var request = new ListUsageRequest { Query = query.Of(run), Marker = run.Value(after) ?? "" };
            if (run.Value(limit) is { } most)
            {
                request.Limit = most;
            }
            var answer = await new Usage.UsageClient(run.Part(Metering)).ListUsageAsync(request, run.AsAdministrator());
            return run.Print.Items(
                answer.Hours, answer.NextMarker, "hour", "project_id", "enterprise_project_id", "meter", "quantity", "unit", "closed");
        });
    }

    private static Command Export()
    {
        var query = new QueryOptions();
        return query.AddTo(new Command("export", "Writes the same as CSV, all of it; --json changes nothing.")).Does(async run =>
        {
            var client = new Usage.UsageClient(run.Part(Metering));
            var request = new ExportUsageCsvRequest { Query = query.Of(run) };
            using var export = client.ExportUsageCsv(request, run.AsAdministrator(TimeSpan.FromMinutes(10)));
            await foreach (var chunk in export.ResponseStream.ReadAllAsync(run.Cancellation))
            {
                run.Print.Text(chunk.Text);
            }
            return 0;
        });
    }

    private sealed class QueryOptions
    {
        private readonly Option<string> _project = new("--project") { Description = "Only that of a project.", HelpName = "ID" };
        private readonly Option<string> _meter = new("--meter") { Description = "Only one meter, such as vpn_connection.", HelpName = "NAME" };

        private readonly Option<string> _from = new("--from")
        {
            Description = "The first hour, such as 2027-02-20T07:00:00Z (a day ago).",
            HelpName = "HOUR",
        };

        private readonly Option<string> _to = new("--to") { Description = "The hour after the last (the next hour).", HelpName = "HOUR" };

        public Command AddTo(Command command)
        {
            command.Add(_project);
            command.Add(_meter);
            command.Add(_from);
            command.Add(_to);
            return command;
        }

        public UsageQuery Of(Run run)
        {
            var now = run.Time.GetUtcNow();
            var next = now.Date.AddHours(now.Hour + 1);
            var query = new UsageQuery
            {
                ProjectId = run.Value(_project) ?? "",
                From = run.Value(_from) ?? Text(next.AddDays(-1)),
                To = run.Value(_to) ?? Text(next),
            };
            if (run.Value(_meter) is { } meter)
            {
                query.Meter = meter;
            }
            return query;
        }

        private static string Text(DateTime hour) => hour.ToString("yyyy-MM-dd'T'HH':00:00Z'", CultureInfo.InvariantCulture);
    }
}
