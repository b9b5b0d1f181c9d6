using System.CommandLine;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Parts.V1;

namespace VpnMesh.CommandLine.Status;

/// <summary><c>vpnmesh placements</c>: which end point of which gateway is on which agent.</summary>
internal static class PlacementsCommand
{
    public static Command Create()
    {
        var p2c = new Option<bool>("--p2c") { Description = "Those of point-to-cloud gateways." };
        var agent = new Option<string>("--agent") { Description = "Only those of an agent.", HelpName = "ID" };
        var gateway = new Option<string>("--gateway") { Description = "Only those of a gateway.", HelpName = "ID" };
        var (limit, after) = (CommonOptions.Limit(), CommonOptions.After());
        var command = new Command("placements", "Lists which end points of gateways are on which agents.") { p2c, agent, gateway, limit, after };
        return command.Does(async run =>
        {
            var setting = run.Value(p2c) ? "P2C" : "SITE_TO_SITE";
            var request = new ListPlacementsRequest
            {
                Part = PartProbe.PartOf(setting),
                AgentId = run.Value(agent) ?? "",
                GatewayId = run.Value(gateway) ?? "",
                After = run.Value(after) ?? "",
                Limit = run.Value(limit) ?? 0,
            };
            var answer = await new PartStatus.PartStatusClient(run.Part(setting)).ListPlacementsAsync(request, run.AsAdministrator());
            return run.Print.Items(
                answer.Placements,
                answer.Next,
                "gateway_id",
                "slot", "zone", "agent_id", "version", "observed_state", "generation", "observed_generation");
        });
    }
}
