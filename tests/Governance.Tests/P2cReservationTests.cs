using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Governance.Tests;

/// <summary>Point-to-cloud gateways: what they take, keep and give back.</summary>
public sealed class P2cReservationTests
{
    private const string Quota = "p2c_vpn_gateway";
    private const string Eip = "EE4a631d-4c1e-4a8d-8a86-000000000001";

    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_reservation_is_repeated_with_the_same_answer_and_counts_once(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        foreach (var request in new[] { GatewayWish.P2c(), GatewayWish.P2c(request => request.Eip = GatewayWish.Eip(Eip)) })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4)
                .Select(_ => governance.Reservations.ReserveP2cVpnGatewayAsync(request, governance.Owner).ResponseAsync));

            var answer = answers.Distinct().ShouldHaveSingleItem();
            answer.Zones.ShouldBe(["region-1a", "region-1b"]);
            answer.Eip.ShareType.ShouldBe("PER");
            (request.Eip.HasId ? answer.Eip.Id == Eip : answer.Eip.BandwidthName.StartsWith("p2c-vpngw-bandwidth-", StringComparison.Ordinal)).ShouldBeTrue();
        }
        (await governance.HiddenUseAsync(Quota)).ShouldBe(2);
        (await governance.HiddenUseAsync("eip")).ShouldBe(1);
        (await governance.UsedAsync("vpn_gateway")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Concurrent_reservations_never_pass_their_quota(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--QUOTA_P2C_VPN_GATEWAY=20", "--QUOTA_VPN_GATEWAY=5");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => ReserveAsync(governance)));

        outcomes.Count(code => code is null).ShouldBe(20);
        outcomes.Count(code => code == "VPN.0513").ShouldBe(60);
        (await governance.HiddenUseAsync(Quota)).ShouldBe(20);
        (await governance.CountAsync("reservation")).ShouldBe(20);
        (await governance.CountAsync("eip")).ShouldBe(20);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Its_EIP_can_be_changed_and_goes_with_it_when_it_is_told_to_be_deleted(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var gateway = GatewayWish.P2c();
        var reserved = await governance.Reservations.ReserveP2cVpnGatewayAsync(gateway, governance.Owner);
        await TellAsync(governance, "p2c_vpn_gateway.created", gateway.ResourceId, new { });
        (await governance.CountAsync("reservation WHERE confirmed = 1")).ShouldBe(1);

        await governance.Inventory.UnbindEipAsync(
            new UnbindEipRequest { ProjectId = GovernanceInstance.Project, EipId = reserved.Eip.Id }, governance.Administrator);
        await Eventually.Async(() => !governance.Told.IsEmpty);
        governance.Told.Single().Data.GetProperty("vpn_gateway_id").GetString().ShouldBe(gateway.ResourceId);
        var bound = await governance.Reservations.BindEipsAsync(Binding(gateway.ResourceId), governance.Owner);
        bound.Eip1.Id.ShouldBe(Eip);
        await TellAsync(governance, "p2c_vpn_gateway.updated", gateway.ResourceId, new { name = "a" });
        (await governance.CountAsync("eip WHERE pending_by IS NOT NULL")).ShouldBe(1);
        await TellAsync(governance, "p2c_vpn_gateway.updated", gateway.ResourceId, new { eip = new { id = Eip } });
        (await governance.CountAsync("eip WHERE pending_by IS NOT NULL")).ShouldBe(0);

        await TellAsync(governance, "p2c_vpn_gateway.deleted", gateway.ResourceId, new { });
        (await governance.CountAsync("reservation")).ShouldBe(0);
        (await governance.HiddenUseAsync(Quota)).ShouldBe(0);
        // What was unbound before is kept.
        (await governance.CountAsync("eip")).ShouldBe(1);
        (await governance.CountAsync($"eip WHERE id = '{reserved.Eip.Id}' AND bound_to IS NULL")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_owner_is_asked_for_what_is_its_own(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        var address = OwnerService.Address(store);
        await using var governance = await GovernanceInstance.StartAsync(
            store, "--RESERVATION_LIFETIME=100", $"--SITE_TO_SITE={address}", $"--P2C={address}");
        var (written, lost, siteToSite) = (GatewayWish.P2c(), GatewayWish.P2c(), GatewayWish.Public());
        await using var owner = await OwnerService.StartAsync(store, governance.Time, written.ResourceId, siteToSite.ResourceId);
        await governance.Reservations.ReserveVpnGatewayAsync(siteToSite, governance.Owner);
        await governance.Reservations.ReserveP2cVpnGatewayAsync(lost, governance.Owner);
        var reserved = await governance.Reservations.ReserveP2cVpnGatewayAsync(written, governance.Owner);
        await governance.Inventory.UnbindEipAsync(
            new UnbindEipRequest { ProjectId = GovernanceInstance.Project, EipId = reserved.Eip.Id }, governance.Administrator);
        await governance.Reservations.BindEipsAsync(Binding(written.ResourceId), governance.Owner);
        owner.Written[written.ResourceId] = Eip.ToLowerInvariant();
        governance.Time.Advance(TimeSpan.FromSeconds(101));

        await Eventually.Async(async () =>
        {
            governance.Time.Advance(TimeSpan.FromSeconds(1));
            return await governance.CountAsync("reservation WHERE confirmed = 0") == 0
                && await governance.CountAsync("eip WHERE pending_by IS NOT NULL") == 0;
        });
        (await governance.HiddenUseAsync(Quota)).ShouldBe(1);
        (await governance.UsedAsync("vpn_gateway")).ShouldBe(1);
        (await governance.CountAsync($"eip WHERE bound_to = '{written.ResourceId}'")).ShouldBe(1);

        owner.Written.Clear();
        await Eventually.Async(async () =>
        {
            governance.Time.Advance(TimeSpan.FromSeconds(30));
            return await governance.CountAsync("reservation") == 0;
        });
        (await governance.HiddenUseAsync(Quota)).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_is_taken_back_where_no_owner_is_known(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(
            store, "--RESERVATION_LIFETIME=100", $"--SITE_TO_SITE={OwnerService.Address(store)}");
        await using var owner = await OwnerService.StartAsync(store, governance.Time);
        await governance.Reservations.ReserveP2cVpnGatewayAsync(GatewayWish.P2c(), governance.Owner);
        await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner);
        governance.Time.Advance(TimeSpan.FromSeconds(101));

        await Eventually.Async(async () =>
        {
            governance.Time.Advance(TimeSpan.FromSeconds(1));
            return await governance.UsedAsync("vpn_gateway") == 0;
        });

        (await governance.HiddenUseAsync(Quota)).ShouldBe(1);
        (await governance.CountAsync("reservation")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Routes_of_a_VPC_are_those_registered_last(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        (await RoutesAsync(governance, GovernanceInstance.Project)).ShouldBeEmpty();
        foreach (var routes in new[] { new[] { "10.0.0.0/8" }, ["192.168.0.0/16", "172.16.0.0/12"] })
        {
            await governance.Inventory.RegisterVpcAsync(
                new RegisterVpcRequest { ProjectId = GovernanceInstance.Project, VpcId = GatewayWish.Vpc, Routes = { routes } },
                governance.Administrator);
        }
        await governance.Reservations.ReserveP2cVpnGatewayAsync(GatewayWish.P2c(), governance.Owner);

        (await RoutesAsync(governance, GovernanceInstance.Project)).ShouldBe(["192.168.0.0/16", "172.16.0.0/12"]);
        (await RoutesAsync(governance, "another")).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task One_zone_is_enough_where_only_one_offers_the_flavour(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--ZONES=north-1,north-2");
        var zones = (await governance.Reservations.ListZonesAsync(new ListZonesRequest(), governance.Owner)).Zones;
        zones.ShouldAllBe(zone => zone.P2CFlavors.Single() == "Professional1");
        await governance.Inventory.RegisterZoneAsync(
            new RegisterZoneRequest { Zone = StrictWorld.Zone("north-2", "center", "Professional1") }, governance.Administrator);

        (await governance.Reservations.ReserveP2cVpnGatewayAsync(GatewayWish.P2c(), governance.Owner)).Zones.ShouldBe(["north-1"]);
        var named = GatewayWish.P2c(request => request.Zones.Add("north-1"));
        (await governance.Reservations.ReserveP2cVpnGatewayAsync(named, governance.Owner)).Zones.ShouldBe(["north-1"]);
    }

    private static BindEipsRequest Binding(string gatewayId) =>
        new() { ResourceId = gatewayId, EipId1 = Eip, MaxBandwidthSize = 300, BindingId = GatewayWish.NewId() };

    private static async Task<IEnumerable<string>> RoutesAsync(GovernanceInstance governance, string projectId) =>
        (await governance.Reservations.ShowVpcAsync(
            new ShowVpcRequest { VpcId = GatewayWish.Vpc.ToUpperInvariant() }, governance.InProject(projectId))).Routes;

    private static async Task<string?> ReserveAsync(GovernanceInstance governance)
    {
        var call = governance.Reservations.ReserveP2cVpnGatewayAsync(GatewayWish.P2c(), governance.Owner);
        try
        {
            await call;
            return null;
        }
        catch (RpcException)
        {
            return (await Refusal.OfAsync(call)).Code;
        }
    }

    private static Task TellAsync(GovernanceInstance governance, string type, string resourceId, object data) =>
        governance.Services.GetRequiredService<EventBus>().TellAsync(
            new CloudEvent
            {
                Id = GatewayWish.NewId(),
                Source = "/vpnmesh/p2c",
                Type = type,
                Subject = resourceId,
                Time = TimeProvider.System.NowMs().ToWireTime(),
                ProjectId = GovernanceInstance.Project,
                EnterpriseProjectId = "0",
                ResourceType = "p2c_vpn_gateway",
                Generation = 1,
                RequestId = "",
                Data = JsonSerializer.SerializeToElement(data),
            },
            CancellationToken.None);
}
