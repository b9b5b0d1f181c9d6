using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Governance.V5;

namespace VpnMesh.Governance.Tests;

public sealed class QuotaTests
{
    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Two_hundred_concurrent_reservations_against_a_quota_of_fifty_give_exactly_fifty(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ReserveGatewayAsync(governance)));

        outcomes.Count(code => code is null).ShouldBe(50);
        outcomes.Count(code => code == "VPN.0513").ShouldBe(150);
        (await governance.UsedAsync("vpn_gateway")).ShouldBe(50);
        (await governance.CountAsync("reservation")).ShouldBe(50);
        (await governance.CountAsync("eip")).ShouldBe(100);
    }

    [Fact]
    public async Task Two_replicas_on_one_database_give_exactly_fifty_too()
    {
        using var store = await TestStore.CreateAsync(Kind.Postgres);
        await using var one = await GovernanceInstance.StartAsync(store);
        await using var two = await GovernanceInstance.StartAsync(store);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => ReserveGatewayAsync(i % 2 == 0 ? one : two)));

        outcomes.Count(code => code is null).ShouldBe(50);
        outcomes.Count(code => code == "VPN.0513").ShouldBe(150);
        (await one.UsedAsync("vpn_gateway")).ShouldBe(50);
        (await two.CountAsync("eip")).ShouldBe(100);
    }

    [Fact]
    public async Task Replicas_that_write_for_the_same_projects_do_not_hold_one_another_up()
    {
        using var store = await TestStore.CreateAsync(Kind.Postgres);
        await using var one = await GovernanceInstance.StartAsync(store);
        await using var two = await GovernanceInstance.StartAsync(store);
        var projects = Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 32)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 320).Select(i =>
        {
            var governance = i % 2 == 0 ? one : two;
            return governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.InProject(projects[i % 8])).ResponseAsync;
        }));

        (await one.CountAsync("quota WHERE type = 'vpn_gateway' AND used = 40")).ShouldBe(8);
        var deadlocks = await one.Database.ReadAsync(
            session => session.ScalarAsync<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"),
            CancellationToken.None);
        deadlocks.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_repeated_reservation_counts_once_and_gives_the_same_answer(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        ReserveVpnGatewayRequest[] requests =
        [
            GatewayWish.Public(),
            GatewayWish.Private(),
            GatewayWish.Public(request => request.Eip1 = GatewayWish.Eip("EE4A631D-4c1e-4a8d-8a86-000000000001")),
        ];
        foreach (var request in requests)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4)
                .Select(_ => governance.Reservations.ReserveVpnGatewayAsync(request, governance.Owner).ResponseAsync));
            answers.Distinct().Count().ShouldBe(1);
        }
        (await governance.UsedAsync("vpn_gateway")).ShouldBe(3);

        var customerGateway = new ReserveRequest { ResourceType = "customer_gateway", ResourceId = GatewayWish.NewId() };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => governance.Reservations.ReserveAsync(customerGateway, governance.Owner).ResponseAsync));
        (await governance.UsedAsync("customer_gateway")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ShowQuotasInfo_gives_limit_and_use_of_the_callers_project(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--QUOTA_VPN_CONNECTION=7");
        await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner);
        await governance.Inventory.SetQuotaAsync(
            new SetQuotaRequest { ProjectId = GovernanceInstance.Project, Type = "customer_gateway", Quota = 3 }, governance.Administrator);

        var user = governance.With(new CallerContext { ProjectId = GovernanceInstance.Project });
        var quotas = await governance.Quotas.ShowQuotasInfoAsync(new ShowQuotasInfoRequest { ProjectId = GovernanceInstance.Project }, user);
        var others = await governance.Quotas.ShowQuotasInfoAsync(new ShowQuotasInfoRequest(), governance.InProject("another"));

        Lines(quotas).ShouldBe(["customer_gateway 0/3", "vpn_connection 0/7", "vpn_gateway 1/50"]);
        Lines(others).ShouldBe(["customer_gateway 0/100", "vpn_connection 0/7", "vpn_gateway 0/50"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_quota_that_is_used_up_has_its_code_and_a_limit_of_the_settings_can_hold_again(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        foreach (var (type, code) in new[] { ("customer_gateway", "VPN.0513"), ("vpn_connection", "VPN.0001") })
        {
            var limit = new SetQuotaRequest { ProjectId = GovernanceInstance.Project, Type = type, Quota = 0 };
            await governance.Inventory.SetQuotaAsync(limit, governance.Administrator);
            var request = new ReserveRequest { ResourceType = type, ResourceId = GatewayWish.NewId() };

            (await Refusal.OfAsync(governance.Reservations.ReserveAsync(request, governance.Owner))).Code.ShouldBe(code);

            limit.ClearQuota();
            await governance.Inventory.SetQuotaAsync(limit, governance.Administrator);
            await governance.Reservations.ReserveAsync(request, governance.Owner);
            (await governance.UsedAsync(type)).ShouldBe(1);
        }
    }

    private static async Task<string?> ReserveGatewayAsync(GovernanceInstance governance)
    {
        var call = governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner);
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

    private static IEnumerable<string> Lines(ShowQuotasInfoResponse response) =>
        response.Quotas.Resources.Select(quota => $"{quota.Type} {quota.Used}/{quota.Quota}").Order();
}
