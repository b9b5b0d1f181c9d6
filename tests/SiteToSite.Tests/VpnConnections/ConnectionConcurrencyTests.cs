using System.Collections.Concurrent;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.SiteToSite.Tests.CustomerGateways;
using VpnMesh.SiteToSite.Tests.VpnGateways;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>Many clients at once, and what is refused halfway: limits hold, counts agree, and nothing is left behind.</summary>
public sealed class ConnectionConcurrencyTests
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Clients_that_create_and_delete_together_never_exceed_the_gateway_and_lose_no_count(string dialect)
    {
        const int limit = 20;
        await using var system = await TestSystem.StartAsync(dialect);
        var site = await StartAsync(system);
        await system.ExecuteAsync("UPDATE vpn_gateway SET connection_number = @limit WHERE id = @Id", new { limit, site.Gateway.Id });
        await using var agents = await Agents.StartAsync(system, site.Gateway.Id);
        var refusals = new ConcurrentBag<string>();
        var created = 0;

        var clients = Task.WhenAll(Enumerable.Range(0, 64).Select(client => Task.Run(async () =>
        {
            for (var round = 0; round < 3; round++)
            {
                if (await AttemptAsync(system.Create(site.Caller, site.New(slot: 1 + (client % 2))), refusals) is { } answer)
                {
                    Interlocked.Increment(ref created);
                    await system.Delete(site.Caller, answer.VpnConnection.Id);
                }
            }
        })));
        while (!clients.IsCompleted)
        {
            var gateway = (await CountsAsync(system, site.Gateway.Id))[0];
            gateway.Rows.ShouldBeLessThanOrEqualTo(limit);
            gateway.Used.ShouldBe(gateway.Rows);
        }
        await clients;

        created.ShouldBeGreaterThanOrEqualTo(limit);
        refusals.Distinct().ShouldBeSubsetOf(["VPN.0504"]);
        await Eventually.Async(async () => (await CountsAsync(system, site.Gateway.Id))[0] is { Rows: 0, Used: 0, Groups: 0 });
        await Eventually.Async(async () => await UsedAsync(system, site.Caller) == 0);

        // All of the room is there again.
        await Task.WhenAll(Enumerable.Range(0, limit + 5).Select(_ => AttemptAsync(system.Create(site.Caller, site.New()), refusals)));
        (await CountsAsync(system, site.Gateway.Id))[0].ShouldBe(new Counts { Rows = limit, Used = limit, Groups = 1 });
        await Eventually.Async(async () => await UsedAsync(system, site.Caller) == limit);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_quota_of_a_project_holds_over_all_its_gateways(string dialect)
    {
        const int quota = 10;
        await using var system = await TestSystem.StartAsync(dialect);
        var first = await StartAsync(system);
        Site[] sites = [first, await BesideAsync(system, first), await BesideAsync(system, first)];
        await system.SetConnectionQuotaAsync(first.Caller, quota);
        var refusals = new ConcurrentBag<string>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(
            client => Task.Run(() => AttemptAsync(system.Create(first.Caller, sites[client % sites.Length].New()), refusals))));

        answers.Count(answer => answer is not null).ShouldBe(quota);
        refusals.Distinct().ShouldBe(["VPN.0001"]);
        (await system.QueryAsync<long>("SELECT COUNT(*) FROM vpn_connection"))[0].ShouldBe(quota);
        (await system.QueryAsync<long>("SELECT CAST(SUM(used_connection_number) AS BIGINT) FROM vpn_gateway"))[0].ShouldBe(quota);
        (await UsedAsync(system, first.Caller)).ShouldBe(quota);
    }

    [Theory]
    [InlineData("sqlite", "element")]
    [InlineData("postgres", "element")]
    [InlineData("sqlite", "customer gateway")]
    [InlineData("postgres", "customer gateway")]
    [InlineData("sqlite", "quota")]
    [InlineData("postgres", "quota")]
    [InlineData("sqlite", "limit")]
    [InlineData("postgres", "limit")]
    public async Task A_batch_is_all_or_nothing(string dialect, string fault)
    {
        await using var system = await TestSystem.StartAsync(dialect);
        var site = await StartAsync(system);
        var (first, second) = (site.New(), site.New(slot: 2));
        var code = "VPN.0001";
        switch (fault)
        {
            case "element":
                second.PeerSubnets.Clear();
                break;
            case "customer gateway":
                (second.CgwId, code) = (Examples.Id(), "VPN.0004");
                break;
            case "quota":
                await system.SetConnectionQuotaAsync(site.Caller, 1);
                break;
            default:
                await system.ExecuteAsync("UPDATE vpn_gateway SET connection_number = 1 WHERE id = @Id", new { site.Gateway.Id });
                code = "VPN.0504";
                break;
        }
        await system.QuietAsync();
        var before = await system.DumpAsync();

        (await Refused.Async(system.CreateBatch(site.Caller, first, second))).Code.ShouldBe(code);

        await system.QuietAsync();
        (await system.DumpAsync()).ShouldBe(before);
        // One alone is accepted, so that it was the batch that was refused.
        await system.CreateAsync(site.Caller, first);
        (await UsedAsync(system, site.Caller)).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Batches_that_come_together_take_the_room_in_pairs(string dialect)
    {
        const int limit = 9;
        await using var system = await TestSystem.StartAsync(dialect);
        var site = await StartAsync(system);
        await system.ExecuteAsync("UPDATE vpn_gateway SET connection_number = @limit WHERE id = @Id", new { limit, site.Gateway.Id });
        var refusals = new ConcurrentBag<string>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            _ => Task.Run(() => AttemptAsync(system.CreateBatch(site.Caller, site.New(), site.New(slot: 2)), refusals))));

        answers.Count(answer => answer is not null).ShouldBe(limit / 2);
        refusals.Distinct().ShouldBe(["VPN.0504"]);
        (await CountsAsync(system, site.Gateway.Id))[0].ShouldBe(new Counts { Rows = 8, Used = 8, Groups = 1 });
        (await UsedAsync(system, site.Caller)).ShouldBe(8);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_a_connection_and_the_deletion_of_its_customer_gateway_one_wins(string dialect)
    {
        const int rounds = 24;
        await using var system = await TestSystem.StartAsync(dialect);
        var site = await StartAsync(system);
        var refusals = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, rounds).Select(_ => Task.Run(async () =>
        {
            var customer = await system.CreateAsync(site.Caller, CustomerGatewayActions.Example());
            var wanted = site.New();
            wanted.CgwId = customer.Id;
            var creation = AttemptAsync(system.Create(site.Caller, wanted), refusals);
            var deletion = AttemptAsync(
                system.Cgws().DeleteCgwAsync(new DeleteCgwRequest { CustomerGatewayId = customer.Id }, system.As(site.Caller)), refusals);
            var isCreated = await creation is not null;
            var isDeleted = await deletion is not null;
            isCreated.ShouldBe(!isDeleted);
        })));

        refusals.Distinct().ShouldBeSubsetOf(["VPN.0001", "VPN.0004"]);
        var orphans = "SELECT id FROM vpn_connection c WHERE NOT EXISTS (SELECT 1 FROM customer_gateway w WHERE w.id = c.cgw_id)";
        (await system.QueryAsync<string>(orphans)).ShouldBeEmpty();
        var counts = (await CountsAsync(system, site.Gateway.Id))[0];
        (counts.Used, counts.Groups).ShouldBe((counts.Rows, counts.Rows));
        await Eventually.Async(async () => await UsedAsync(system, site.Caller) == counts.Rows);
    }

    private static Task<Site> StartAsync(TestSystem system) => SiteAsync(system, TestSystem.User(TestSystem.NewProject()), null);

    /// <summary>Another gateway of the same project with the same customer gateway.</summary>
    private static Task<Site> BesideAsync(TestSystem system, Site other) => SiteAsync(system, other.Caller, other.Customer);

    private static async Task<Site> SiteAsync(TestSystem system, CallerContext caller, CustomerGateway? customer)
    {
        var gateway = await system.CreateActiveAsync(caller, Examples.Private());
        return new Site(
            caller, await system.ShowAsync(caller, gateway.Id), customer ?? await system.CreateAsync(caller, CustomerGatewayActions.Example()));
    }

    /// <summary>The answer; or null, and the code of the refusal is kept.</summary>
    private static async Task<T?> AttemptAsync<T>(AsyncUnaryCall<T> call, ConcurrentBag<string> refusals)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (RpcException refusal)
        {
            refusals.Add(refusal.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason ?? refusal.Status.ToString());
            return null;
        }
    }

    private static async Task<long> UsedAsync(TestSystem system, CallerContext caller) =>
        (await system.Client(channel => new Quotas.QuotasClient(channel)).ShowQuotasInfoAsync(new ShowQuotasInfoRequest(), system.As(caller)))
        .Quotas.Resources.Single(quota => quota.Type == "vpn_connection").Used;

    private static Task<IReadOnlyList<Counts>> CountsAsync(TestSystem system, string gatewayId) => system.QueryAsync<Counts>(
        """
        SELECT used_connection_number AS used, used_connection_group AS groups,
          (SELECT COUNT(*) FROM vpn_connection c WHERE c.vgw_id = g.id) AS rows
        FROM vpn_gateway g WHERE g.id = @gatewayId
        """,
        new { gatewayId });

    private sealed record Counts
    {
        public required long Rows { get; init; }
        public required long Used { get; init; }
        public required long Groups { get; init; }
    }

    /// <summary>An agent for each zone of a gateway.</summary>
    private sealed class Agents : IAsyncDisposable
    {
        private readonly List<AgentProcess> _agents = [];

        public static async Task<Agents> StartAsync(TestSystem system, string gatewayId)
        {
            var agents = new Agents();
            foreach (var zone in await system.QueryAsync<string>("SELECT DISTINCT zone FROM placement WHERE gateway_id = @gatewayId", new { gatewayId }))
            {
                agents._agents.Add(await AgentProcess.StartAsync(
                    system.Address, zone, "agent-" + zone, 1000, TimeProvider.System, internalKey: TestSystem.InternalKey));
            }
            return agents;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var agent in _agents)
            {
                await agent.StopAsync();
            }
        }
    }
}
