using System.CommandLine;
using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Status;

/// <summary><c>vpnmesh agents</c>: the gateway agents.</summary>
internal static class AgentsCommand
{
    public static Command Create() => new Command("agents", "Lists the gateway agents.").Does(async run =>
        run.Print.Items(
            await AgentQuery.RequireAsync(run),
            null,
            "part", "id", "zone", "state", "last_seen_at", "end_points", "capacity", "backend", "versions"));
}
