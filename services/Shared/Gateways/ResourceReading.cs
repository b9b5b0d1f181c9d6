using VpnMesh.Shared.Data;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Shared.Gateways;

/// <summary>Resources by type and status, the status as it is on the wire.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
/// <param name="statuses">For each type the query of its statuses: columns <c>status</c> and <c>number</c>.</param>
internal abstract class ResourceReading<TDatabase>(params (string Type, string Query)[] statuses) : IStoreReading<TDatabase>
    where TDatabase : Database
{
    private static readonly StoreGauge Resources = new("vpnmesh.resources", "Resources by type and status.");

    public virtual IReadOnlyList<StoreGauge> Gauges => [Resources];

    public virtual async Task ReadAsync(Session session, StoreValues values)
    {
        foreach (var (type, query) in statuses)
        {
            foreach (var row in await session.QueryAsync<Row>(query))
            {
                values.Add(Resources, row.Number, ("type", type), ("status", row.Status));
            }
        }
    }

    private sealed class Row
    {
        public string Status { get; init; } = "";

        public long Number { get; init; }
    }
}
