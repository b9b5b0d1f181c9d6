using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Protos.SiteToSite.V1;

namespace VpnMesh.CommandLine.Gateways;

/// <summary><c>vpnmesh gateway</c>: freezes gateways of either kind.</summary>
internal static class GatewayCommands
{
    // Frozen, and whether it may be deleted (administration.proto of p2c).
    private const long NotFrozen = 0;
    private const long Deletable = 1;
    private const long Undeletable = 2;

    public static Command Create() => new("gateway", "Freezes VPN gateways and point-to-cloud gateways, and lets them go.") { Freeze(), Unfreeze() };

    private static Command Freeze()
    {
        var id = CommonOptions.Id("GATEWAY", "Id of the gateway.");
        var (project, p2c) = (CommonOptions.Project(), P2c());
        var deletable = new Option<bool>("--deletable") { Description = "Its project may still delete it; only with --p2c." };
        deletable.Validators.Add(result =>
        {
            if (result.GetValue(deletable) && !result.GetValue(p2c))
            {
                result.AddError("--deletable goes with --p2c.");
            }
        });
        const string Description = "Freezes a gateway: nobody can change or delete it, and what it does goes on.";
        return new Command("freeze", Description) { id, project, p2c, deletable }.Does(
            run => SetAsync(run, run.ProjectOf(project), run.Value(id), run.Value(p2c), run.Value(deletable) ? Deletable : Undeletable));
    }

    private static Command Unfreeze()
    {
        var id = CommonOptions.Id("GATEWAY", "Id of the gateway.");
        var (project, p2c) = (CommonOptions.Project(), P2c());
        return new Command("unfreeze", "Lets a frozen gateway go.") { id, project, p2c }.Does(
            run => SetAsync(run, run.ProjectOf(project), run.Value(id), run.Value(p2c), NotFrozen));
    }

    private static async Task<int> SetAsync(Run run, string projectId, string id, bool isP2c, long effect)
    {
        var frozen = effect != NotFrozen;
        if (isP2c)
        {
            var client = new P2cAdministration.P2cAdministrationClient(run.Part("P2C"));
            var request = new FreezeP2cVgwRequest { ProjectId = projectId, P2CVgwId = id, FrozenEffect = effect };
            await client.FreezeP2cVgwAsync(request, run.AsAdministrator());
        }
        else
        {
            var client = new SiteToSiteAdministration.SiteToSiteAdministrationClient(run.Part("SITE_TO_SITE"));
            await client.FreezeVgwAsync(new FreezeVgwRequest { ProjectId = projectId, VgwId = id, Frozen = frozen }, run.AsAdministrator());
        }
        return run.Print.Done($"{id} is {(frozen ? "frozen" : "not frozen")}", new JsonObject { ["id"] = id, ["frozen"] = frozen });
    }

    private static Option<bool> P2c() => new("--p2c") { Description = "It is a point-to-cloud gateway." };
}
