using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory.Zones;

/// <summary>A row of <c>zone</c>; see its migration for the columns.</summary>
internal sealed record ZoneRow
{
    public required string Name { get; init; }
    public required string PublicBorderGroup { get; init; }
    public long SoldOut { get; init; }
    public required string Specs { get; init; }
    public required string P2cFlavors { get; init; }
}

internal static class ZoneStore
{
    public static Task<IReadOnlyList<ZoneRow>> AllAsync(Session session) =>
        session.QueryAsync<ZoneRow>("SELECT name, public_border_group, sold_out, specs, p2c_flavors FROM zone ORDER BY name");

    public static Task SaveAsync(Session session, ZoneRow zone) =>
        session.ExecuteAsync(
            """
            INSERT INTO zone (name, public_border_group, sold_out, specs, p2c_flavors)
            VALUES (@Name, @PublicBorderGroup, @SoldOut, @Specs, @P2cFlavors)
            ON CONFLICT (name) DO UPDATE
            SET public_border_group = excluded.public_border_group, sold_out = excluded.sold_out, specs = excluded.specs,
              p2c_flavors = excluded.p2c_flavors
            """,
            zone);
}
