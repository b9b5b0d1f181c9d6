using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>
/// What an EIP in a request to create a gateway must be like by itself (contract: CreateRequestEip): an existing one by its id alone,
/// or a new one with a bandwidth of its own or joining a shared bandwidth.
/// </summary>
internal static class NewEipRules
{
    private static readonly string[] Types = ["5_bgp", "5_sbgp", "5_youxuanbgp"];

    public static void Check(Violations violations, string field, NewEip? eip)
    {
        if (eip is null)
        {
            return;
        }
        if (eip.HasId)
        {
            CheckExisting(violations, field, eip);
            return;
        }
        CheckNew(violations, field, eip);
    }

    private static void CheckExisting(Violations violations, string field, NewEip eip)
    {
        violations.Uuid($"{field}.id", eip.Id);
        if (eip.HasType || eip.HasChargeMode || eip.HasBandwidthSize || eip.HasBandwidthName || eip.HasBandwidthId)
        {
            violations.Add(ErrorCatalogue.EipConflict, field);
        }
    }

    private static void CheckNew(Violations violations, string field, NewEip eip)
    {
        if (!eip.HasType)
        {
            violations.Add(ErrorCatalogue.EipIncomplete, $"{field}.type");
        }
        else if (!Types.Contains(eip.Type))
        {
            violations.Add(ErrorCatalogue.EipType, $"{field}.type", eip.Type);
        }
        if (eip.HasBandwidthId)
        {
            // The other properties of a bandwidth are those of the shared one; what is sent of them is ignored.
            violations.Uuid($"{field}.bandwidth_id", eip.BandwidthId);
            return;
        }
        if (!eip.HasBandwidthSize)
        {
            violations.Add(ErrorCatalogue.EipIncomplete, $"{field}.bandwidth_size");
        }
        violations.Between($"{field}.bandwidth_size", eip.HasBandwidthSize ? eip.BandwidthSize : null, 1, 1000);
        violations.OneOf($"{field}.charge_mode", eip.HasChargeMode ? eip.ChargeMode : null, "bandwidth", "traffic");
        violations.Name($"{field}.bandwidth_name", eip.HasBandwidthName ? eip.BandwidthName : null);
    }
}
