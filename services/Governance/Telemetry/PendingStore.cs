using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Governance.Telemetry;

/// <summary>What is reserved and not yet confirmed, EIPs whose binding is not yet told, and what is used of the quotas.</summary>
internal sealed class PendingStore(TimeProvider time) : IStoreReading<GovernanceDatabase>
{
    private static readonly StoreGauge Reservations = new("vpnmesh.reservations.pending", "Reservations that no resource has confirmed.");
    private static readonly StoreGauge OldestReservation = new("vpnmesh.reservations.oldest_age", "Age of the oldest of them.", "s");
    private static readonly StoreGauge Bindings = new("vpnmesh.eip_bindings.pending", "EIPs bound by changes that no gateway has told of.");
    private static readonly StoreGauge OldestBinding = new("vpnmesh.eip_bindings.oldest_age", "Age of the oldest of them.", "s");
    private static readonly StoreGauge Used = new("vpnmesh.quota.used", "Units used of all projects together, by type of quota.");

    public IReadOnlyList<StoreGauge> Gauges => [Reservations, OldestReservation, Bindings, OldestBinding, Used];

    public async Task ReadAsync(Session session, StoreValues values)
    {
        var now = time.NowMs();
        await ReadPendingAsync(
            session, values, now, Reservations, OldestReservation, "SELECT COUNT(*) AS number, MIN(created_at) AS oldest FROM reservation WHERE confirmed = 0");
        await ReadPendingAsync(
            session, values, now, Bindings, OldestBinding, "SELECT COUNT(*) AS number, MIN(pending_since) AS oldest FROM eip WHERE pending_by IS NOT NULL");
        foreach (var quota in await session.QueryAsync<QuotaRow>("SELECT type, CAST(SUM(used) AS BIGINT) AS used FROM quota GROUP BY type"))
        {
            values.Add(Used, quota.Used, ("type", quota.Type));
        }
    }

    private static async Task ReadPendingAsync(
        Session session, StoreValues values, long now, StoreGauge pending, StoreGauge oldest, string query)
    {
        var row = await session.FindAsync<PendingRow>(query);
        values.Add(pending, row!.Number);
        values.Add(oldest, row.Oldest is { } since ? Math.Max(0, now - since) / 1000.0 : 0);
    }

    private sealed class PendingRow
    {
        public long Number { get; init; }

        public long? Oldest { get; init; }
    }

    private sealed class QuotaRow
    {
        public string Type { get; init; } = "";

        public long Used { get; init; }
    }
}
