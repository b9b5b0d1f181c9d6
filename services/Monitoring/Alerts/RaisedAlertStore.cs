using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Monitoring.Alerts;

/// <summary>Alerts that stand, by rule, and deliveries to webhooks that wait.</summary>
internal sealed class RaisedAlertStore : IStoreReading<MonitoringDatabase>
{
    // Counting must not take long just when a receiver has been away for a day.
    private const int MostCounted = 100_000;

    private static readonly StoreGauge Raised = new("vpnmesh.alerts.raised", "Alerts that are raised and not cleared, by rule.");

    private static readonly StoreGauge Deliveries =
        new("vpnmesh.webhook_deliveries.pending", "Deliveries to webhooks that have not arrived; 100000 stands for so many or more.");

    public IReadOnlyList<StoreGauge> Gauges => [Raised, Deliveries];

    public async Task ReadAsync(Session session, StoreValues values)
    {
        var raised = (await session.QueryAsync<Row>("SELECT rule, COUNT(*) AS number FROM alert WHERE cleared_at IS NULL GROUP BY rule"))
            .ToDictionary(row => row.Rule, row => row.Number);
        foreach (var rule in RuleKinds.All)
        {
            values.Add(Raised, raised.GetValueOrDefault(rule.Name), ("rule", rule.Name));
        }
        var waiting = await session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM (SELECT event_id FROM webhook_delivery WHERE failed_at IS NULL LIMIT @MostCounted) waiting", new { MostCounted });
        values.Add(Deliveries, waiting);
    }

    private sealed class Row
    {
        public string Rule { get; init; } = "";

        public long Number { get; init; }
    }
}
