using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.CommandLine.Inventory;

/// <summary><c>vpnmesh inventory eip</c>, <c>bandwidth</c> and <c>eip-type</c>.</summary>
internal static class EipCommands
{
    public static Command Eip() => new("eip", "EIPs: public addresses of gateways.")
    {
        Register(),
        Freezing("freeze", "Freezes an EIP: gateways cannot be given it.", frozen: true),
        Freezing("unfreeze", "Lets a frozen EIP go.", frozen: false),
        Unbind(),
    };

    public static Command Bandwidth()
    {
        var id = InventoryCommands.Uuid("BANDWIDTH", "bandwidth");
        var project = CommonOptions.Project();
        var name = new Option<string>("--name") { Description = "Its name.", HelpName = "NAME", Required = true };
        var size = new Option<long>("--size") { Description = "Mbit/s.", HelpName = "N", Required = true };
        var register = new Command("register", "Adds a bandwidth that EIPs share, or changes it.") { id, project, name, size };
        return new Command("bandwidth", "Shared bandwidths.")
        {
            register.Does(async run =>
            {
                var request = new RegisterBandwidthRequest
                {
                    ProjectId = run.ProjectOf(project),
                    BandwidthId = run.Value(id),
                    Name = run.Value(name),
                    Size = run.Value(size),
                };
                await run.Inventory().RegisterBandwidthAsync(request, run.AsAdministrator());
                return run.Registered("bandwidth", request.BandwidthId);
            }),
        };
    }

    public static Command EipType()
    {
        var type = CommonOptions.Id("TYPE", "The type, such as 5_bgp.");
        var withdrawn = new Option<bool>("--withdrawn") { Description = "It cannot be had at all." };
        var soldOut = new Option<bool>("--sold-out") { Description = "None can be had for now." };
        var set = new Command("set", "Says whether new EIPs of a type can be had; without options they can.") { type, withdrawn, soldOut };
        return new Command("eip-type", "Types of EIPs.")
        {
            set.Does(async run =>
            {
                var request = new SetEipTypeRequest { Type = run.Value(type), Offered = !run.Value(withdrawn), SoldOut = run.Value(soldOut) };
                await run.Inventory().SetEipTypeAsync(request, run.AsAdministrator());
                return run.Print.Done(
                    $"EIP type {request.Type}: {(request.Offered ? "offered" : "not offered")}{(request.SoldOut ? ", sold out" : "")}",
                    new JsonObject { ["type"] = request.Type, ["offered"] = request.Offered, ["sold_out"] = request.SoldOut });
            }),
        };
    }

    private static Command Register()
    {
        var given = new EipOptions();
        return given.AddTo(new Command("register", "Adds an EIP, or changes one that is not bound.")).Does(async run =>
        {
            var request = given.Of(run);
            await run.Inventory().RegisterEipAsync(request, run.AsAdministrator());
            return run.Registered("EIP", request.Eip.Id);
        });
    }

    private static Command Freezing(string verb, string description, bool frozen)
    {
        var id = InventoryCommands.Uuid("EIP", "EIP");
        var project = CommonOptions.Project();
        return new Command(verb, description) { id, project }.Does(async run =>
        {
            var request = new FreezeEipRequest { ProjectId = run.ProjectOf(project), EipId = run.Value(id), Frozen = frozen };
            await run.Inventory().FreezeEipAsync(request, run.AsAdministrator());
            return run.Print.Done(
                $"{request.EipId} is {(frozen ? "frozen" : "not frozen")}", new JsonObject { ["id"] = request.EipId, ["frozen"] = frozen });
        });
    }

    private static Command Unbind()
    {
        var id = InventoryCommands.Uuid("EIP", "EIP");
        var project = CommonOptions.Project();
        return new Command("unbind", "Takes an EIP off its gateway, which shows none there until it is given another.") { id, project }.Does(async run =>
        {
            var request = new UnbindEipRequest { ProjectId = run.ProjectOf(project), EipId = run.Value(id) };
            await run.Inventory().UnbindEipAsync(request, run.AsAdministrator());
            return run.Print.Done($"{request.EipId} is bound to nothing", new JsonObject { ["id"] = request.EipId, ["bound"] = false });
        });
    }
}
