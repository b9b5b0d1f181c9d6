namespace VpnMesh.SiteToSite.Agents;

/// <summary>Gateways and connections by status, as <c>VpnGatewayStatus</c> and <c>VpnConnectionStatus</c> derive it.</summary>
internal sealed class ResourceStatusStore() : ResourceReading<SiteToSiteDatabase>(("vpn_gateway", Gateways), ("vpn_connection", Connections))
{
    private const string Gateways =
        """
        SELECT CASE WHEN deleting = 1 THEN 'PENDING_DELETE' WHEN frozen = 1 THEN 'FREEZED' WHEN upgrade_status IS NOT NULL THEN upgrade_status
          WHEN failed = 1 THEN 'FAULT' WHEN observed_generation = 0 THEN 'PENDING_CREATE'
          WHEN observed_generation < generation AND NOT (confirmed_generation = generation AND observed_generation = generation - 1)
          THEN 'PENDING_UPDATE' ELSE 'ACTIVE' END AS status, COUNT(*) AS number
        FROM vpn_gateway GROUP BY 1
        """;

    private const string Connections =
        """
        SELECT CASE WHEN frozen = 1 AND deleting = 0 THEN 'FREEZED' WHEN observed_state = 'failed' AND observed_generation >= generation THEN 'ERROR'
          WHEN deleting = 1 THEN 'PENDING_DELETE' WHEN applied_generation = 0 THEN 'PENDING_CREATE'
          WHEN applied_generation < generation THEN 'PENDING_UPDATE' WHEN observed_state = 'up' THEN 'ACTIVE'
          WHEN observed_state = 'down' THEN 'DOWN' ELSE 'UNKNOWN' END AS status, COUNT(*) AS number
        FROM vpn_connection GROUP BY 1
        """;
}
