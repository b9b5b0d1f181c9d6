using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.MonitoredConnections;

/// <summary>What concerns the monitor of a connection, its gateways included.</summary>
internal sealed record MonitoredConnectionRow
{
    public required string Id { get; init; }
    public required string VgwId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public required long Deleting { get; init; }
    public string? ConnectionMonitorId { get; init; }
    public string? PeerAddress { get; init; }
    public required string IdType { get; init; }
    public required string IdValue { get; init; }
    public string? Eip { get; init; }
    public string? PrivateAddress { get; init; }

    public DescribedConnection ToAnswer() => new()
    {
        VpnConnectionId = Id,
        EnterpriseProjectId = EnterpriseProjectId,
        SourceIp = EndPointAddress.Of(Eip, PrivateAddress),
        DestinationIp = IdType == CustomerGatewayRules.Ip ? IdValue : PeerAddress ?? "",
        MonitorId = ConnectionMonitorId ?? "",
    };
}
