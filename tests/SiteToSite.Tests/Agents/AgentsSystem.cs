using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite.Agents;
using VpnMesh.SiteToSite.VpnGateways;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.Agents;

/// <summary>A site-to-site service on a store of its own behind a Unix socket, and the agents that connect to it.</summary>
internal sealed class AgentsSystem : IAsyncDisposable
{
    public const string Project = "a4a5d4098fb4474fa22cd05f897d6b99";
    private readonly TempFolder _folder = new();
    private readonly List<AgentProcess> _agents = [];
    private readonly TimeProvider _time;
    private readonly double _lease;
    private readonly string _database;
    private readonly string[] _settings;
    private WebApplication? _service;

    private AgentsSystem(TimeProvider time, double lease, string database, string[] settings)
    {
        _time = time;
        _lease = lease;
        _database = database;
        _settings = settings;
    }

    public string Address => $"unix:{Path.Combine(_folder.Path, "s2s.sock")}";

    public static string InternalKey { get; } = Convert.ToBase64String(new byte[32]);

    public TimeProvider Time => _time;

    public IServiceProvider Services => _service!.Services;

    public RecordedEvents Events { get; } = new();

    public SiteToSiteDatabase Database => Services.GetRequiredService<SiteToSiteDatabase>();

    public static async Task<AgentsSystem> StartAsync(string dialect, double lease = 15, TimeProvider? time = null, params string[] settings)
    {
        var database = dialect == "postgres" ? await TestSystem.Databases.BorrowAsync() : "";
        var system = new AgentsSystem(time ?? TimeProvider.System, lease, database, settings);
        await system.StartServiceAsync();
        return system;
    }

    public async Task StartServiceAsync()
    {
        _service = Build(Address);
        await _service.StartAsync();
    }

    /// <summary>Starts another replica of the service on the same store; it is stopped by whoever started it.</summary>
    public async Task<(WebApplication Service, string Address)> StartReplicaAsync()
    {
        var address = $"unix:{Path.Combine(_folder.Path, "replica.sock")}";
        var replica = Build(address);
        await replica.StartAsync();
        return (replica, address);
    }

    private WebApplication Build(string address)
    {
        var builder = PartHost.CreateBuilder([
            $"--DATA={_folder.Path}", $"--DATABASE={_database}", $"--INTERNAL_KEY={InternalKey}", $"--AGENT_LEASE={_lease}",
            $"--GOVERNANCE=unix:{Path.Combine(_folder.Path, "nobody.sock")}", .. _settings,
        ]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.ListenInternally(PartAddress.Parse(address));
        builder.Services.AddSingleton(_time);
        builder.AddSiteToSite();
        builder.AddEventHandler<SiteToSiteDatabase, RecordedEvents>();
        builder.Services.AddSingleton(Events);
        builder.AddEventBus();
        var service = builder.Build();
        service.MapSiteToSite();
        return service;
    }

    public async Task StopServiceAsync()
    {
        await _service!.StopAsync();
        await _service.DisposeAsync();
    }

    public async Task<AgentProcess> StartAgentAsync(string zone, string? id = null, long capacity = 1000, TimeProvider? time = null, string? versions = null, string? addresses = null)
    {
        var agent = await AgentProcess.StartAsync(addresses ?? Address, zone, id ?? "agent-" + zone, capacity, time ?? _time, versions);
        _agents.Add(agent);
        return agent;
    }

    public async Task<string> CreateGatewayAsync(string zone1 = "zone-a", string zone2 = "zone-b", string haMode = "active-active", string version = "")
    {
        var gateway = NewGateway(zone1, zone2, haMode) with { Version = version };
        await WriteAsync(session => session.InsertAsync(gateway));
        return gateway.Id;
    }

    public async Task<IReadOnlyList<string>> CreateGatewaysAsync(int count)
    {
        var gateways = Enumerable.Range(0, count).Select(_ => NewGateway("zone-a", "zone-b", "active-active")).ToArray();
        await WriteAsync(async session =>
        {
            foreach (var gateway in gateways)
            {
                await session.InsertAsync(gateway);
            }
        });
        return [.. gateways.Select(gateway => gateway.Id)];
    }

    public Task UpdateGatewayAsync(string id) => WriteAsync(async session =>
    {
        var gateway = (await session.LockVpnGatewayAsync(Project, id))!;
        (await session.UpdateAsync(gateway with { BgpAsn = gateway.BgpAsn + 1, Generation = gateway.Generation + 1 })).ShouldBeTrue();
    });

    public Task DeleteGatewayAsync(string id) => WriteAsync(async session =>
    {
        var gateway = (await session.LockVpnGatewayAsync(Project, id))!;
        (await session.MarkDeletingAsync(gateway with { Generation = gateway.Generation + 1 })).ShouldBeTrue();
    });

    /// <summary>The status of a gateway on the wire, or null when it is gone.</summary>
    public async Task<string?> StatusAsync(string id) => (await FindAsync(id))?.Status();

    public Task<VpnGatewayRow?> FindAsync(string id) =>
        Database.ReadAsync(session => session.FindVpnGatewayAsync(Project, id), CancellationToken.None);

    public Task<IReadOnlyList<VpnGatewayRow>> ListAsync() =>
        Database.ReadAsync(session => session.ListVpnGatewaysAsync(Project, [], null), CancellationToken.None);

    public Task<IReadOnlyList<PlacementRow>> PlacementsAsync(string id) => Database.ReadAsync(
        session => session.QueryAsync<PlacementRow>(
            "SELECT slot, zone, agent_id, observed_generation, observed_state, version, prepared_version, observed_version FROM placement WHERE gateway_id = @id ORDER BY slot", new { id }),
        CancellationToken.None);

    /// <summary>What an agent would be told if it connected now.</summary>
    public async Task<string> DesiredDigestAsync(string agentId)
    {
        var rows = await Database.ReadAsync(session => DesiredStateStore.ListAllAsync(session, agentId), CancellationToken.None);
        return Shared.Api.Agents.SnapshotDigest.Of(rows.Select(row => row.ToDesired()), []);
    }

    public Task BecomesAsync(string id, string? status, TimeSpan? timeout = null) =>
        Eventually.Async(async () => await StatusAsync(id) == status, timeout ?? TimeSpan.FromSeconds(30));

    public Task AllBecomeAsync(string status, TimeSpan? timeout = null) =>
        Eventually.Async(async () => (await ListAsync()).All(gateway => gateway.Status() == status), timeout ?? TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
        {
            await agent.StopAsync();
        }
        await StopServiceAsync();
        _folder.Dispose();
        TestSystem.Databases.GiveBack(_database);
    }

    public Task ExecuteAsync(string sql) => Database.InTransactionAsync(session => session.ExecuteAsync(sql), CancellationToken.None);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => Database.ReadAsync(session => session.QueryAsync<T>(sql), CancellationToken.None);

    private async Task WriteAsync(Func<Session, Task> write)
    {
        await Database.InTransactionAsync(async session =>
        {
            await write(session);
            return true;
        }, CancellationToken.None);
        Services.GetRequiredService<PlacementSignal<SiteToSiteDatabase>>().Set();
    }

    private VpnGatewayRow NewGateway(string zone1, string zone2, string haMode) => new()
    {
        Id = _time.NewId(),
        ProjectId = Project,
        EnterpriseProjectId = "0",
        Name = "vpngw-test",
        NetworkType = "private",
        AttachmentType = "vpc",
        IpVersion = "ipv4",
        VpcId = _time.NewId(),
        ConnectSubnet = _time.NewId(),
        LocalSubnets = """["192.168.0.0/24"]""",
        BgpAsn = 64512,
        Flavor = "Professional1",
        Zones = $"""["{zone1}","{zone2}"]""",
        ZonesNamed = 1,
        PublicBorderGroup = "center",
        ConnectionNumber = 200,
        AccessVpcId = _time.NewId(),
        AccessSubnetId = _time.NewId(),
        AccessPrivateIp1 = "10.0.0.4",
        AccessPrivateIp2 = "10.0.0.5",
        HaMode = haMode,
        Tags = "[]",
        CreatedAt = _time.NowMs(),
        UpdatedAt = _time.NowMs(),
        Generation = 1,
    };
}

internal sealed record PlacementRow
{
    public required long Slot { get; init; }
    public required string Zone { get; init; }
    public string? AgentId { get; init; }
    public required long ObservedGeneration { get; init; }
    public string? ObservedState { get; init; }
    public required string Version { get; init; }
    public required string PreparedVersion { get; init; }
    public required string ObservedVersion { get; init; }
}
