using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.CommandLine.Inventory;

/// <summary><c>vpnmesh inventory</c>: what stands for the cloud's own zones, networks and EIPs.</summary>
internal static class InventoryCommands
{
    public static Command Create() => new("inventory", "What stands for the cloud's own zones, networks and EIPs.")
    {
        ZoneCommands.Create(),
        NetworkCommands.Vpc(),
        NetworkCommands.Subnet(),
        NetworkCommands.EnterpriseRouter(),
        EipCommands.Bandwidth(),
        EipCommands.Eip(),
        EipCommands.EipType(),
    };

    /// <summary>The administration of the inventory.</summary>
    public static InventoryAdministration.InventoryAdministrationClient Inventory(this Run run) => new(run.Part("GOVERNANCE"));

    /// <summary>Tells that something is registered.</summary>
    public static int Registered(this Run run, string kind, string id) =>
        run.Print.Done($"{kind} {id} is registered", new JsonObject { ["id"] = id });

    public static Argument<string> Uuid(string name, string what) => CommonOptions.Id(name, $"Id of the {what}, a UUID.");
}
