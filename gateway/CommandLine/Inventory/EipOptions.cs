using System.CommandLine;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.CommandLine.Inventory;

/// <summary>What an EIP is registered with.</summary>
internal sealed class EipOptions
{
    private readonly Argument<string> _id = InventoryCommands.Uuid("EIP", "EIP");
    private readonly Option<string> _project = CommonOptions.Project();
    private readonly Option<string> _address = new("--address") { Description = "Its IPv4 address.", HelpName = "ADDRESS", Required = true };
    private readonly Option<string> _bandwidth = new("--bandwidth") { Description = "Id of its bandwidth.", HelpName = "ID", Required = true };

    private readonly Option<string> _type = new("--type")
    {
        Description = "Its type (5_bgp).",
        HelpName = "TYPE",
        DefaultValueFactory = _ => "5_bgp",
    };

    private readonly Option<string> _chargeMode = new Option<string>("--charge-mode")
    {
        Description = "What is charged (bandwidth).",
        DefaultValueFactory = _ => "bandwidth",
    }.AcceptOnlyFromAmong("bandwidth", "traffic");

    private readonly Option<long?> _size = new("--size")
    {
        Description = "Mbit/s of a bandwidth of its own; without, it joins the shared bandwidth that --bandwidth names.",
        HelpName = "N",
    };

    private readonly Option<string> _name = new("--bandwidth-name")
    {
        Description = "Name of a bandwidth of its own (made of the EIP's id).",
        HelpName = "NAME",
    };

    private readonly Option<string> _site = new("--border-group")
    {
        Description = "center, or the name of an edge site (center).",
        HelpName = "NAME",
        DefaultValueFactory = _ => "center",
    };

    public Command AddTo(Command command)
    {
        command.Add(_id);
        foreach (Option option in (Option[])[_address, _bandwidth, _size, _name, _type, _chargeMode, _site, _project])
        {
            command.Add(option);
        }
        return command;
    }

    public RegisterEipRequest Of(Run run)
    {
        var isOwn = run.Value(_size) is not null;
        return new RegisterEipRequest
        {
            ProjectId = run.ProjectOf(_project),
            PublicBorderGroup = run.Value(_site),
            Eip = new BoundEip
            {
                Id = run.Value(_id),
                Type = run.Value(_type),
                IpAddress = run.Value(_address),
                ChargeMode = run.Value(_chargeMode),
                BandwidthId = run.Value(_bandwidth),
                BandwidthSize = run.Value(_size) ?? 0,
                BandwidthName = run.Value(_name) ?? (isOwn ? $"bandwidth-{run.Value(_id)}" : ""),
                ShareType = isOwn ? "PER" : "WHOLE",
            },
        };
    }
}
