using System.Text.Json;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Protos.SiteToSite.V5;
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
            LocalAddress = EndPointAddress.Of(row.Eip, row.PrivateAddress),
            LocalSubnets = { JsonSerializer.Deserialize<string[]>(row.LocalSubnets) },
            BgpAsn = row.BgpAsn,
            HaMode = row.HaMode,
            PolicyTemplate = row.PolicyTemplate is { } template ? Template(PolicyTemplate.Parser.ParseJson(template)) : null,
        };
        return desired;
    }

    private static PolicyTemplateSpec Template(PolicyTemplate template) => new()
    {
        IkeEncryptionAlgorithm = template.IkePolicy.EncryptionAlgorithm,
        IkeDhGroup = template.IkePolicy.DhGroup,
        IkeAuthenticationAlgorithm = template.IkePolicy.AuthenticationAlgorithm,
        IkeLifetimeSeconds = template.IkePolicy.LifetimeSeconds,
        IpsecAuthenticationAlgorithm = template.IpsecPolicy.AuthenticationAlgorithm,
        IpsecEncryptionAlgorithm = template.IpsecPolicy.EncryptionAlgorithm,
        IpsecPfs = template.IpsecPolicy.Pfs,
        IpsecLifetimeSeconds = template.IpsecPolicy.LifetimeSeconds,
    };
}
