using VpnMesh.Metering.Ledger;

namespace VpnMesh.Metering.Tests;

/// <summary>What is made of facts that are not all there, or not in order.</summary>
public sealed class ResourceLifeTests
{
    private const string Meter = "vpn_connection";

    [Fact]
    public void An_end_of_what_nobody_has_told_of_is_nothing() =>
        ResourceLife.Changes([Fact(Phase.Ended, at: 50)]).ShouldBeEmpty();

    [Fact]
    public void What_is_known_first_is_the_beginning_until_it_is_told() =>
        ResourceLife.Changes([Fact(Phase.Ended, at: 50, generation: 9), Fact(Phase.Changed, at: 20, generation: 3)])
            .ShouldBe([new UsageChange("0", Meter, 20, 1), new UsageChange("0", Meter, 50, -1)]);

    [Fact]
    public void The_end_of_a_session_tells_its_beginning_too()
    {
        var amounts = new Dictionary<string, long> { ["p2c_inbound_bytes"] = 5 };

        ResourceLife.Changes([Fact(Phase.Ended, at: 50) with { BeganAtMs = 10, Amounts = amounts }])
            .ShouldBe([new UsageChange("0", Meter, 10, 1), new UsageChange("0", "p2c_inbound_bytes", 50, 5), new UsageChange("0", Meter, 50, -1)]);
    }

    [Fact]
    public void Generations_tell_the_order_where_clocks_differ()
    {
        var (third, second) = (Fact(Phase.Changed, at: 95, generation: 3, place: "b"), Fact(Phase.Changed, at: 120, generation: 2, place: "a"));

        ResourceLife.Changes([Fact(Phase.Began, at: 100), third, second]).ShouldBe(
            [new UsageChange("0", Meter, 100, 1), new UsageChange("0", Meter, 120, -1), new UsageChange("b", Meter, 120, 1)], ignoreOrder: true);
    }

    [Fact]
    public void A_correction_takes_back_what_was_assumed()
    {
        var late = Fact(Phase.Began, at: 10, place: "a");
        var known = Fact(Phase.Changed, at: 30, generation: 2, place: "b");

        ResourceLife.Difference(ResourceLife.Changes([known]), ResourceLife.Changes([known, late]))
            .ShouldBe([new UsageChange("a", Meter, 10, 1), new UsageChange("a", Meter, 30, -1)]);
    }

    private static UsageFact Fact(Phase phase, long at, long generation = 1, string place = "0") => new()
    {
        EventId = MeteredEvents.NewId(),
        ProjectId = "p",
        EnterpriseProjectId = place,
        ResourceType = "vpn_connection",
        ResourceId = "r",
        Phase = phase,
        Generation = generation,
        AtMs = at,
        Rates = new Dictionary<string, long> { [Meter] = 1 },
    };
}
