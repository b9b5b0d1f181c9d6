using System.CommandLine;
using System.CommandLine.Parsing;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.CommandLine.Inventory;

/// <summary><c>vpnmesh inventory zone</c>.</summary>
internal static class ZoneCommands
{
    public static Command Create() => new("zone", "Availability zones.") { Register() };

    private static Command Register()
    {
        var name = CommonOptions.Id("NAME", "Its name, such as region-1c.");
        var site = new Option<string>("--border-group")
        {
            Description = "center, or the name of an edge site (center).",
            HelpName = "NAME",
            DefaultValueFactory = _ => "center",
        };
        var soldOut = new Option<bool>("--sold-out") { Description = "Nothing more can be created there for now." };
        var specs = new Option<ZoneSpec[]>("--spec")
        {
            Description = "What site-to-site gateways can be had, such as Professional1/vpc/ipv4; several times for several.",
            HelpName = "FLAVOR/ATTACHMENT/IP-VERSION",
            CustomParser = ParseSpecs,
            Arity = ArgumentArity.OneOrMore,
        };
        var flavors = new Option<string[]>("--p2c-flavor")
        {
            Description = "What point-to-cloud gateways can be had; several times for several.",
            HelpName = "FLAVOR",
        };
        return new Command("register", "Adds a zone, or replaces what it offers.") { name, site, soldOut, specs, flavors }.Does(async run =>
        {
            var zone = new Zone
            {
                Name = run.Value(name),
                PublicBorderGroup = run.Value(site),
                SoldOut = run.Value(soldOut),
                Specs = { run.Value(specs) ?? [] },
                P2CFlavors = { run.Value(flavors) ?? [] },
            };
            await run.Inventory().RegisterZoneAsync(new RegisterZoneRequest { Zone = zone }, run.AsAdministrator());
            return run.Registered("zone", zone.Name);
        });
    }

    private static ZoneSpec[] ParseSpecs(ArgumentResult given)
    {
        var specs = new List<ZoneSpec>();
        foreach (var token in given.Tokens)
        {
            if (token.Value.Split('/') is not [var flavor, var attachment, var version])
            {
                given.AddError($"--spec is written FLAVOR/ATTACHMENT/IP-VERSION, not '{token.Value}'.");
                return [];
            }
            specs.Add(new ZoneSpec { Flavor = flavor, AttachmentType = attachment, IpVersion = version });
        }
        return [.. specs];
    }
}
