using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>Gateways as answers show them (contract: ShowResponseP2cVgw).</summary>
internal static class P2cVpnGatewayAnswers
{
    /// <param name="gateway">The gateway.</param>
    /// <param name="clients">How many clients are connected.</param>
    /// <param name="offers">Which versions of the software the agent of its end point offers, as JSON.</param>
    public static P2cVgw Shown(P2cVpnGatewayRow gateway, long clients, IEnumerable<string?> offers)
    {
        var answer = new P2cVgw
        {
            Id = gateway.Id,
            Name = gateway.Name,
            Status = gateway.Status(),
            VpcId = gateway.VpcId,
            ConnectSubnet = gateway.ConnectSubnet,
            Flavor = gateway.Flavor,
            AvailabilityZoneIds = { gateway.Zones.ToStrings() },
            Eip = ToAnswer(gateway.Eip.ToEip()),
            MaxConnectionNumber = gateway.MaxConnectionNumber,
            CurrentConnectionNumber = clients,
            EnterpriseProjectId = gateway.EnterpriseProjectId,
            Tags = { gateway.Tags.ToTags() },
            AdminStateUp = gateway.FrozenEffect == 0,
            FrozenEffect = gateway.FrozenEffect,
            CreatedAt = gateway.CreatedAt.ToWireTime(),
            UpdatedAt = gateway.UpdatedAt.ToWireTime(),
        };
        if (gateway.Version.Length > 0)
        {
            answer.Version = gateway.Version;
        }
        if (gateway.UpgradeStatus is null && OfferedVersions.NewerThan(gateway.Version, offers) is { } newer)
        {
            answer.UpgradeInfo = newer;
        }
        if (gateway.AppliedAt is { } appliedAt)
        {
            answer.AppliedAt = appliedAt.ToWireTime();
        }
        return answer;
    }

    private static P2cEip? ToAnswer(BoundEip? eip)
    {
        if (eip is null)
        {
            return null;
        }
        var answer = new P2cEip
        {
            Id = eip.Id,
            IpVersion = 4,
            Type = eip.Type,
            IpAddress = eip.IpAddress,
            ChargeMode = eip.ChargeMode,
            BandwidthId = eip.BandwidthId,
            BandwidthSize = eip.BandwidthSize,
            BandwidthName = eip.BandwidthName,
            ShareType = eip.ShareType,
        };
        if (eip.HasIpBillingInfo)
        {
            answer.IpBillingInfo = eip.IpBillingInfo;
        }
        if (eip.HasBandwidthBillingInfo)
        {
            answer.BandwidthBillingInfo = eip.BandwidthBillingInfo;
        }
        return answer;
    }
}
