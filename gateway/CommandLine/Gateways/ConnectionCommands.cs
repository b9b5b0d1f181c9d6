using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.SiteToSite.V1;

namespace VpnMesh.CommandLine.Gateways;

/// <summary><c>vpnmesh connection</c>: freezes VPN connections.</summary>
internal static class ConnectionCommands
{
    public static Command Create() => new("connection", "Freezes VPN connections, and lets them go.")
    {
        Setting("freeze", "Freezes a connection: nobody can change, reset or delete it, and its tunnel stays.", frozen: true),
        Setting("unfreeze", "Lets a frozen connection go.", frozen: false),
    };

    private static Command Setting(string verb, string description, bool frozen)
    {
        var id = CommonOptions.Id("CONNECTION", "Id of the connection.");
        var project = CommonOptions.Project();
        return new Command(verb, description) { id, project }.Does(async run =>
        {
            var client = new SiteToSiteAdministration.SiteToSiteAdministrationClient(run.Part("SITE_TO_SITE"));
            var request = new FreezeVpnConnectionRequest { ProjectId = run.ProjectOf(project), VpnConnectionId = run.Value(id), Frozen = frozen };
            await client.FreezeVpnConnectionAsync(request, run.AsAdministrator());
            return run.Print.Done(
                $"{run.Value(id)} is {(frozen ? "frozen" : "not frozen")}", new JsonObject { ["id"] = run.Value(id), ["frozen"] = frozen });
        });
    }
}
