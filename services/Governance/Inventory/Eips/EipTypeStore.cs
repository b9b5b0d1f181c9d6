using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory.Eips;

/// <summary>A row of <c>eip_type</c>; see its migration for the columns.</summary>
internal sealed record EipTypeRow
{
    public required string Type { get; init; }
    public long Offered { get; init; }
    public long SoldOut { get; init; }
}

internal static class EipTypeStore
{
    /// <summary>The types of the contract, all of which are offered where nothing must be registered.</summary>
    public static readonly string[] Known = ["5_bgp", "5_sbgp", "5_youxuanbgp"];

    public static Task<IReadOnlyList<EipTypeRow>> AllAsync(Session session) =>
        session.QueryAsync<EipTypeRow>("SELECT type, offered, sold_out FROM eip_type");

    public static Task SaveAsync(Session session, EipTypeRow type) =>
        session.ExecuteAsync(
            """
            INSERT INTO eip_type (type, offered, sold_out) VALUES (@Type, @Offered, @SoldOut)
            ON CONFLICT (type) DO UPDATE SET offered = excluded.offered, sold_out = excluded.sold_out
            """,
            type);
}
