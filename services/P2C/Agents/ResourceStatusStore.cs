using VpnMesh.Shared.Data;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.P2C.Agents;

/// <summary>Gateways by status, as <c>P2cVpnGatewayStatus</c> derives it, and the clients that are connected.</summary>
internal sealed class ResourceStatusStore() : ResourceReading<P2CDatabase>(("p2c_vpn_gateway", Gateways))
{
    private const string Gateways =
        """
        SELECT CASE WHEN deleting = 1 THEN 'PENDING_DELETE' WHEN frozen_effect > 0 THEN 'FROZEN' WHEN upgrade_status IS NOT NULL THEN upgrade_status
          WHEN failed = 1 THEN 'FAULT' WHEN observed_generation = 0 THEN 'PENDING_CREATE'
          WHEN observed_generation < generation AND NOT (confirmed_generation = generation AND observed_generation = generation - 1)
          THEN 'PENDING_UPDATE' ELSE 'ACTIVE' END AS status, COUNT(*) AS number
        FROM p2c_vpn_gateway GROUP BY 1
        """;

    private static readonly StoreGauge Sessions = new("vpnmesh.client_sessions", "Clients that are connected.");

    public override IReadOnlyList<StoreGauge> Gauges => [.. base.Gauges, Sessions];

    public override async Task ReadAsync(Session session, StoreValues values)
    {
        await base.ReadAsync(session, values);
        values.Add(Sessions, await session.ScalarAsync<long>("SELECT COUNT(*) FROM p2c_vgw_connection WHERE ended_at IS NULL"));
    }
}
