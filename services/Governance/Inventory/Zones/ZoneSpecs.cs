using System.Text.Json;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.Zones;

/// <summary>Combinations of flavour, attachment type and IP version (contract: table of CreateVgw).</summary>
internal static class ZoneSpecs
{
    private static readonly string[] Flavors =
        ["Basic", "Professional1", "Professional2", "GM", "Professional1-NonFixedIP", "Professional2-NonFixedIP"];

    private static readonly string[] AttachmentTypes = ["vpc", "er"];
    private static readonly string[] IpVersions = ["ipv4", "ipv6"];

    /// <summary>Everything the contract knows: all but Basic at an enterprise router.</summary>
    public static IReadOnlyList<ZoneSpec> All { get; } =
    [
        .. from flavor in Flavors
           from attachmentType in AttachmentTypes
           from ipVersion in IpVersions
           where flavor != "Basic" || attachmentType == "vpc"
           select new ZoneSpec { Flavor = flavor, AttachmentType = attachmentType, IpVersion = ipVersion },
    ];

    /// <summary>Flavours of point-to-cloud gateways (contract: CreateP2cVgw).</summary>
    public static IReadOnlyList<string> P2cFlavors { get; } = ["Professional1"];

    public static string ToJson(IEnumerable<ZoneSpec> specs) =>
        JsonSerializer.Serialize(specs.Select(spec => new[] { spec.Flavor, spec.AttachmentType, spec.IpVersion }));

    public static IEnumerable<ZoneSpec> FromJson(string json) =>
        JsonSerializer.Deserialize<string[][]>(json)!
            .Select(spec => new ZoneSpec { Flavor = spec[0], AttachmentType = spec[1], IpVersion = spec[2] });
}
