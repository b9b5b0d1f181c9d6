using VpnMesh.Protos.Governance.V1;
using VpnMesh.TestKit;

namespace VpnMesh.Governance.Tests;

public sealed class ExpiryTests
{
    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_never_written_is_given_back_and_what_was_is_confirmed(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--RESERVATION_LIFETIME=100", $"--SITE_TO_SITE={OwnerService.Address(store)}");
        var written = GatewayWish.NewId();
        var lost = GatewayWish.NewId();
        await using var owner = await OwnerService.StartAsync(store, governance.Time, written);
        foreach (var id in new[] { written, lost })
        {
            await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(request => request.ResourceId = id), governance.Owner);
        }
        governance.Time.Advance(TimeSpan.FromSeconds(80));
        await governance.Reservations.ReserveAsync(
            new ReserveRequest { ResourceType = "customer_gateway", ResourceId = GatewayWish.NewId() }, governance.Owner);
        governance.Time.Advance(TimeSpan.FromSeconds(21));

        await Eventually.Async(async () =>
        {
            // Wakes the expiry without making the young reservation old.
            governance.Time.Advance(TimeSpan.FromSeconds(1));
            return await governance.CountAsync("reservation WHERE confirmed = 0") == 1;
        });

        (await governance.CountAsync($"reservation WHERE resource_id = '{written}' AND confirmed = 1")).ShouldBe(1);
        (await governance.UsedAsync("vpn_gateway")).ShouldBe(1);
        (await governance.UsedAsync("customer_gateway")).ShouldBe(1);
        (await governance.CountAsync("eip")).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_gone_is_released_although_its_deleted_event_was_lost(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, $"--SITE_TO_SITE={OwnerService.Address(store)}");
        var (standing, gone) = (GatewayWish.NewId(), GatewayWish.NewId());
        foreach (var id in new[] { standing, gone })
        {
            await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(request => request.ResourceId = id), governance.Owner);
            await governance.Reservations.ConfirmAsync(new ConfirmRequest { ResourceIds = { id } }, governance.Owner);
        }

        await using var owner = await OwnerService.StartAsync(store, governance.Time, standing);
        await Eventually.Async(async () =>
        {
            governance.Time.Advance(TimeSpan.FromSeconds(30));
            return await governance.CountAsync("reservation") == 1;
        });

        (await governance.CountAsync($"reservation WHERE resource_id = '{standing}'")).ShouldBe(1);
        (await governance.UsedAsync("vpn_gateway")).ShouldBe(1);
        (await governance.CountAsync("eip")).ShouldBe(2);
    }

    [Fact]
    public async Task A_step_of_the_clock_makes_no_reservation_old()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        await using var governance = await GovernanceInstance.StartAsync(store, "--RESERVATION_LIFETIME=100", $"--SITE_TO_SITE={OwnerService.Address(store)}");
        await using var owner = await OwnerService.StartAsync(store, governance.Time);
        await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner);

        governance.Time.AdjustTime(governance.Time.GetUtcNow() + TimeSpan.FromHours(1));
        for (var round = 0; round < 4; round++)
        {
            governance.Time.Advance(TimeSpan.FromSeconds(10));
            (await governance.UsedAsync("vpn_gateway")).ShouldBe(1);
        }
        await Eventually.Async(async () =>
        {
            governance.Time.Advance(TimeSpan.FromSeconds(5));
            return await governance.UsedAsync("vpn_gateway") == 0;
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_expires_while_the_owner_does_not_answer(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, $"--SITE_TO_SITE={OwnerService.Address(store)}");
        await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner);

        for (var i = 0; i < 20; i++)
        {
            governance.Time.Advance(TimeSpan.FromSeconds(60));
            (await governance.UsedAsync("vpn_gateway")).ShouldBe(1);
        }

        await using var owner = await OwnerService.StartAsync(store, governance.Time);
        await Eventually.Async(async () =>
        {
            governance.Time.Advance(TimeSpan.FromSeconds(1));
            return await governance.UsedAsync("vpn_gateway") == 0;
        });
    }
}
