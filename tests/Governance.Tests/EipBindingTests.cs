using VpnMesh.Protos.Governance.V1;
using VpnMesh.TestKit;

namespace VpnMesh.Governance.Tests;

/// <summary>EIPs that are bound to a gateway later, freed again when that change fails, and released when the gateway is deleted.</summary>
public sealed class EipBindingTests
{
    private const string Eip1 = "EE4a631d-4c1e-4a8d-8a86-000000000001";
    private const string Eip2 = "ee4a631d-4c1e-4a8d-8a86-000000000002";

    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Another_EIP_can_be_bound_once_the_old_one_is_unbound(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var wish = GatewayWish.Public();
        var gateway = await governance.Reservations.ReserveVpnGatewayAsync(wish, governance.Owner);
        var binding = Binding(wish.ResourceId);
        (await Refusal.OfAsync(governance.Reservations.BindEipsAsync(binding, governance.Owner))).Code.ShouldBe("VPN.0512");
        (await Refusal.OfAsync(governance.Reservations.BindEipsAsync(binding, governance.InProject("another")))).Code.ShouldBe("VPN.0004");

        await UnbindAsync(governance, gateway.Eip1.Id);
        var bound = await governance.Reservations.BindEipsAsync(binding, governance.Owner);
        bound.Eip1.Id.ShouldBe(Eip1);
        bound.Eip2.ShouldBeNull();
        (await governance.Reservations.BindEipsAsync(binding, governance.Owner)).ShouldBe(bound);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_only_checked_is_not_bound(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var wish = await WithoutFirstEipAsync(governance);

        var request = Binding(wish);
        request.CheckOnly = true;
        await governance.Reservations.BindEipsAsync(request, governance.Owner);

        (await governance.CountAsync($"eip WHERE id = '{Eip1.ToLowerInvariant()}'")).ShouldBe(0);
        (await governance.CountAsync("eip WHERE pending_by IS NOT NULL")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Undoing_frees_what_nobody_else_made_his_own(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var gateway = await WithoutFirstEipAsync(governance);
        var (first, second) = (Binding(gateway), Binding(gateway));

        await governance.Reservations.BindEipsAsync(first, governance.Owner);
        await governance.Reservations.BindEipsAsync(second, governance.Owner);
        await UndoAsync(governance, first);
        (await governance.CountAsync("eip WHERE pending_by IS NOT NULL AND bound_to IS NOT NULL")).ShouldBe(1);

        await UndoAsync(governance, second);
        await UndoAsync(governance, second);
        (await governance.CountAsync("eip WHERE pending_by IS NOT NULL")).ShouldBe(0);
        (await governance.CountAsync("eip WHERE bound_to IS NOT NULL")).ShouldBe(1);
        await governance.Reservations.BindEipsAsync(Binding(gateway, eip: Eip2), governance.Owner);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_binding_that_nobody_tells_of_is_settled_by_what_its_gateway_has(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--RESERVATION_LIFETIME=100", $"--SITE_TO_SITE={OwnerService.Address(store)}");
        var (written, lost) = (await WithoutFirstEipAsync(governance), await WithoutFirstEipAsync(governance));
        await governance.Reservations.BindEipsAsync(Binding(written, Eip1), governance.Owner);
        await governance.Reservations.BindEipsAsync(Binding(lost, Eip2), governance.Owner);
        governance.Time.Advance(TimeSpan.FromSeconds(101));
        (await governance.CountAsync("eip WHERE pending_by IS NOT NULL")).ShouldBe(2);

        await using var owner = await OwnerService.StartAsync(store, governance.Time, written, lost);
        owner.Written[written] = Eip1.ToLowerInvariant();
        await Eventually.Async(async () =>
        {
            governance.Time.Advance(TimeSpan.FromSeconds(1));
            return await governance.CountAsync("eip WHERE pending_by IS NOT NULL") == 0;
        });

        (await governance.CountAsync($"eip WHERE bound_to = '{written}' AND place = 1")).ShouldBe(1);
        (await governance.CountAsync($"eip WHERE bound_to = '{lost}' AND place = 1")).ShouldBe(0);
        (await governance.CountAsync($"eip WHERE id = '{Eip2}' AND bound_to IS NULL")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Pay_per_use_EIPs_that_are_still_bound_go_with_a_deleted_gateway(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--INVENTORY=strict");
        await StrictWorld.BuildAsync(governance);
        // One of the project's own, one that is paid for by the year.
        var wish = GatewayWish.Public(request => (request.Eip1, request.Eip2) = (GatewayWish.Eip(StrictWorld.Eip1), GatewayWish.Eip(StrictWorld.Eip2)));
        await governance.Reservations.ReserveVpnGatewayAsync(wish, governance.Owner);

        await DeletedAsync(governance, wish.ResourceId);

        wish.ResourceId = GatewayWish.NewId();
        var refusal = await Refusal.OfAsync(governance.Reservations.ReserveVpnGatewayAsync(wish, governance.Owner));
        (refusal.Code, refusal.Field).ShouldBe(("VPN.0551", "vpn_gateway.eip1.id"));
        (await governance.CountAsync($"eip WHERE id = '{StrictWorld.Eip2}' AND bound_to IS NULL")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_quota_of_EIPs_counts_those_that_were_made_wherever_they_are_bound(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var wish = GatewayWish.Public();
        var first = await governance.Reservations.ReserveVpnGatewayAsync(wish, governance.Owner);
        await UnbindAsync(governance, first.Eip1.Id);
        await DeletedAsync(governance, wish.ResourceId);
        (await EipQuotaAsync(governance)).ShouldBe(1);

        // It was kept, and goes with the next gateway that it is bound to.
        var next = GatewayWish.Public(request => (request.Eip1, request.Eip2) = (GatewayWish.Eip(first.Eip1.Id), GatewayWish.Eip(Eip2)));
        await governance.Reservations.ReserveVpnGatewayAsync(next, governance.Owner);
        await DeletedAsync(governance, next.ResourceId);

        (await EipQuotaAsync(governance)).ShouldBe(0);
        (await governance.CountAsync("eip")).ShouldBe(0);
    }

    private static BindEipsRequest Binding(string gatewayId, string eip = Eip1) => new()
    {
        ResourceId = gatewayId,
        EipId1 = eip,
        MaxBandwidthSize = 300,
        PublicBorderGroup = "center",
        BindingId = GatewayWish.NewId(),
    };

    /// <summary>A gateway whose first EIP was taken off and is gone.</summary>
    private static async Task<string> WithoutFirstEipAsync(GovernanceInstance governance)
    {
        var wish = GatewayWish.Public();
        var gateway = await governance.Reservations.ReserveVpnGatewayAsync(wish, governance.Owner);
        await governance.Reservations.ConfirmAsync(new ConfirmRequest { ResourceIds = { wish.ResourceId } }, governance.Owner);
        await UnbindAsync(governance, gateway.Eip1.Id);
        return wish.ResourceId;
    }

    private static async Task UnbindAsync(GovernanceInstance governance, string eipId) =>
        await governance.Inventory.UnbindEipAsync(
            new UnbindEipRequest { ProjectId = GovernanceInstance.Project, EipId = eipId }, governance.Administrator);

    private static async Task UndoAsync(GovernanceInstance governance, BindEipsRequest binding) =>
        await governance.Reservations.UndoBindEipsAsync(
            new UndoBindEipsRequest { ResourceId = binding.ResourceId, BindingId = binding.BindingId }, governance.Owner);

    private static async Task DeletedAsync(GovernanceInstance governance, string gatewayId) =>
        await governance.Reservations.ReleaseAsync(new ReleaseRequest { ResourceIds = { gatewayId }, Deleted = true }, governance.Owner);

    private static Task<long> EipQuotaAsync(GovernanceInstance governance) =>
        governance.Database.ReadAsync(
            session => session.ScalarAsync<long>(
                "SELECT used FROM quota WHERE project_id = @Project AND type = 'eip'", new { GovernanceInstance.Project }),
            CancellationToken.None);
}
