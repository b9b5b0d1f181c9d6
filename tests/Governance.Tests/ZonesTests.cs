using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Tests;

public sealed class ZonesTests
{
    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Zones_of_the_settings_offer_everything_that_the_contract_knows(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--ZONES=north-1,north-2,north-3");

        var zones = (await governance.Reservations.ListZonesAsync(new ListZonesRequest(), governance.Owner)).Zones;

        zones.Select(zone => zone.Name).ShouldBe(["north-1", "north-2", "north-3"]);
        zones.ShouldAllBe(zone => zone.PublicBorderGroup == "center" && !zone.SoldOut && zone.Specs.Distinct().Count() == 22);
        zones[0].Specs.ShouldNotContain(spec => spec.Flavor == "Basic" && spec.AttachmentType == "er");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Two_zones_are_chosen_where_two_offer_it_else_one_and_named_ones_are_kept_in_order(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--INVENTORY=strict");
        await StrictWorld.BuildAsync(governance);

        (await ZonesAsync(governance, _ => { })).ShouldBe(["zone-a", "zone-b"]);
        (await ZonesAsync(governance, request => request.Flavor = "Professional2")).ShouldBe(["zone-a"]);
        (await ZonesAsync(governance, request => request.Zones.Add(["zone-b", "zone-a"]))).ShouldBe(["zone-b", "zone-a"]);
        (await ZonesAsync(governance, request => request.Zones.Add("edge-1"))).ShouldBe(["edge-1"]);
    }

    [Fact]
    public async Task A_zone_that_is_sold_out_is_known_to_every_replica_at_once()
    {
        using var store = await TestStore.CreateAsync(Kind.Postgres);
        await using var one = await GovernanceInstance.StartAsync(store);
        await using var two = await GovernanceInstance.StartAsync(store);
        (await ZonesAsync(two, _ => { })).ShouldBe(["region-1a", "region-1b"]);

        var zone = StrictWorld.Zone("region-1b", "center", "Professional1");
        zone.SoldOut = true;
        await one.Inventory.RegisterZoneAsync(new RegisterZoneRequest { Zone = zone }, one.Administrator);

        (await ZonesAsync(two, _ => { })).ShouldBe(["region-1a"]);
        (await two.Reservations.ListZonesAsync(new ListZonesRequest(), two.Owner)).Zones[1].SoldOut.ShouldBeTrue();
    }

    private static async Task<IEnumerable<string>> ZonesAsync(GovernanceInstance governance, Action<ReserveVpnGatewayRequest> change) =>
        (await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Private(change), governance.Owner)).Zones;
}
