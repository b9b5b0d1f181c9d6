using System.Text.Json;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>Rows as agents are told of them.</summary>
internal static class DesiredStates
{
    public static DesiredGateway ToDesired(this DesiredRow row)
    {
        var desired = new DesiredGateway { GatewayId = row.GatewayId, Slot = (int)row.Slot, Generation = row.Generation };
        if (row.Deleting == 1)
        {
            desired.Removed = true;
            return desired;
        }
        // The second end point of an active-standby pair is warm.
        desired.Active = row.HaMode != "active-standby" || row.Slot == 1;
        desired.Version = row.Version;
        desired.PreparedVersion = row.PreparedVersion;
        desired.Spec = new GatewaySpec
        {
            Flavor = row.Flavor,
            AttachmentType = row.AttachmentType,
            IpVersion = row.IpVersion,
            LocalAddress = row.LocalAddress(),
            LocalSubnets = { JsonSerializer.Deserialize<string[]>(row.LocalSubnets) },
            BgpAsn = row.BgpAsn,
            HaMode = row.HaMode,
        };
        return desired;
    }

    /// <summary>Address towards customer gateways; empty while no EIP is bound.</summary>
    private static string LocalAddress(this DesiredRow row) => row.Eip.ToEip()?.IpAddress ?? row.PrivateAddress ?? "";
}
