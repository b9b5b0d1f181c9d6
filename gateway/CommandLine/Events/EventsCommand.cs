using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Output;
using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Events;

/// <summary><c>vpnmesh events</c>: follows what happens, as it happens.</summary>
internal static class EventsCommand
{
    public static Command Create()
    {
        var types = new Argument<string[]>("TYPE")
        {
            Description = "Only events of these types, such as vpn_gateway.* or vpn_connection.status_changed.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var count = new Option<int?>("--count") { Description = "Ends after so many.", HelpName = "N" };
        var past = new Option<bool>("--from-start")
        {
            Description = "Begins with those that happened before; only where a data folder keeps them, not on a broker.",
        };
        return new Command("events", "Follows events until Ctrl-C; with --json one CloudEvent a line.") { types, count, past }.Does(async run =>
        {
            string[] patterns = run.Values(types) is { Length: > 0 } given ? given : ["#"];
            var left = run.Value(count) ?? int.MaxValue;
            await foreach (var told in Source(run, patterns, run.Value(past)))
            {
                Print(run.Print, told);
                if (--left == 0)
                {
                    break;
                }
            }
            return ExitCodes.Success;
        });
    }

    private static IAsyncEnumerable<JsonObject> Source(Run run, string[] patterns, bool fromStart)
    {
        if (run.Settings.Values["BUS"] is { Length: > 0 } address)
        {
            return fromStart
                ? throw new Failure(ExitCodes.Usage, "a broker keeps no events of the past: leave --from-start out.")
                : EventExchange.FollowAsync(run, address, patterns);
        }
        return EventLog.FollowAsync(run, patterns, fromStart);
    }

    private static void Print(Printer print, JsonObject told)
    {
        if (print.IsJson)
        {
            print.JsonLine(told);
            return;
        }
        print.Line($"{told["time"]}  {told["type"],-36} {told["subject"]}  {told["data"]?["name"] ?? ""}".TrimEnd());
    }
}
