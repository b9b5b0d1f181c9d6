using VpnMesh.Protos.P2C.V5;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>The rules for a new gateway that need no inventory (contract: CreateP2cVgw).</summary>
internal static class NewP2cVpnGatewayRules
{
    private const string Gateway = "p2c_vpn_gateway";
    private const int LongestType = 36;

    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0500</c>, <c>VPN.0501</c>, <c>VPN.0504</c>, <c>VPN.0514</c>, <c>VPN.0515</c>, <c>VPN.0550</c>, <c>VPN.0551</c>, <c>VPN.0558</c>, <c>VPN.0559</c></exception>
    public static void Check(NewP2cVgw? wanted)
    {
        var violations = new Violations();
        if (wanted is null)
        {
            violations.Add(Gateway, "is required");
            violations.ThrowIfAny();
            return;
        }
        violations.PlainName($"{Gateway}.name", wanted.HasName ? wanted.Name : null);
        RequireId(violations, $"{Gateway}.vpc_id", wanted.HasVpcId ? wanted.VpcId : null, ErrorCatalogue.VpcNotFound);
        RequireId(violations, $"{Gateway}.connect_subnet", wanted.HasConnectSubnet ? wanted.ConnectSubnet : null, ErrorCatalogue.SubnetNotFound);
        violations.OneOf($"{Gateway}.flavor", wanted.HasFlavor ? wanted.Flavor : null, P2cFlavor.Name);
        CheckZones(violations, $"{Gateway}.availability_zone_ids", wanted.AvailabilityZoneIds);
        CheckEip(violations, $"{Gateway}.eip", wanted.Eip);
        CheckConnections(violations, $"{Gateway}.max_connection_number", wanted);
        violations.EnterpriseProject($"{Gateway}.enterprise_project_id", wanted.HasEnterpriseProjectId ? wanted.EnterpriseProjectId : null);
        CheckTags(violations, $"{Gateway}.tags", wanted.Tags);
        violations.ThrowIfAny();
    }

    // A value that is no UUID names none.
    private static void RequireId(Violations violations, string field, string? id, ErrorCode notFound)
    {
        if (id is null)
        {
            violations.Add(field, "is required");
        }
        else if (!Wire.IsUuid(id))
        {
            violations.Add(notFound, field, id);
        }
    }

    private static void CheckZones(Violations violations, string field, StringList? zones)
    {
        if (zones is null)
        {
            return;
        }
        if (zones.Items.Count is 0 or > 2)
        {
            violations.Add(ErrorCatalogue.TwoZones, field);
        }
        else if (zones.Items.Distinct().Count() < zones.Items.Count)
        {
            violations.Add(ErrorCatalogue.DuplicateZones, field);
        }
    }

    private static void CheckConnections(Violations violations, string field, NewP2cVgw wanted)
    {
        if (wanted.HasMaxConnectionNumber && wanted.MaxConnectionNumber > P2cFlavor.Connections)
        {
            violations.Add(ErrorCatalogue.ConnectionLimit, field);
        }
        else
        {
            violations.Between(field, wanted.HasMaxConnectionNumber ? wanted.MaxConnectionNumber : null, 1, P2cFlavor.Connections);
        }
    }

    private static void CheckEip(Violations violations, string field, NewP2cEip? eip)
    {
        if (eip is null)
        {
            violations.Add(field, "is required");
            return;
        }
        if (eip.HasId)
        {
            CheckExisting(violations, field, eip);
            return;
        }
        CheckNew(violations, field, eip);
    }

    private static void CheckExisting(Violations violations, string field, NewP2cEip eip)
    {
        if (eip.HasType || eip.HasChargeMode || eip.HasBandwidthSize || eip.HasBandwidthName)
        {
            violations.Add(ErrorCatalogue.EipConflict, field);
        }
        else if (!Wire.IsUuid(eip.Id))
        {
            violations.Add(ErrorCatalogue.EipNotFound, $"{field}.id", eip.Id);
        }
    }

    private static void CheckNew(Violations violations, string field, NewP2cEip eip)
    {
        if (!eip.HasType || eip.Type.Length == 0)
        {
            violations.Add(ErrorCatalogue.EipIncomplete, $"{field}.type");
        }
        else if (eip.Type.Length > LongestType)
        {
            violations.Add($"{field}.type", $"must be at most {LongestType} characters long");
        }
        violations.OneOf($"{field}.charge_mode", eip.HasChargeMode ? eip.ChargeMode : null, "bandwidth", "traffic");
        if (!eip.HasBandwidthSize)
        {
            violations.Add(ErrorCatalogue.EipIncomplete, $"{field}.bandwidth_size");
        }
        else if (eip.BandwidthSize > P2cFlavor.Bandwidth)
        {
            violations.Add(ErrorCatalogue.EipBandwidth, $"{field}.bandwidth_size");
        }
        else
        {
            violations.Between($"{field}.bandwidth_size", eip.BandwidthSize, 1, P2cFlavor.Bandwidth);
        }
        // An empty name counts as none.
        violations.Name($"{field}.bandwidth_name", eip is { HasBandwidthName: true, BandwidthName.Length: > 0 } ? eip.BandwidthName : null);
    }

    private static void CheckTags(Violations violations, string field, IReadOnlyList<ResourceTag> tags)
    {
        violations.Tags(field, tags);
        foreach (var (index, tag) in tags.Index())
        {
            if (tag.Key.StartsWith("_sys_", StringComparison.Ordinal) || HasOuterSpace(tag.Key))
            {
                violations.Add($"{field}[{index}].key", "must not begin with _sys_, nor begin or end with a space");
            }
            if (HasOuterSpace(tag.Value))
            {
                violations.Add($"{field}[{index}].value", "must not begin or end with a space");
            }
        }
    }

    private static bool HasOuterSpace(string text) => text.StartsWith(' ') || text.EndsWith(' ');
}
