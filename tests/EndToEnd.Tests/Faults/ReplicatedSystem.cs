using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Npgsql;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>Two replicas of every part behind a front door, with a wire between any two of them, and a broker and a database of their own.</summary>
internal sealed class ReplicatedSystem : SeparateOnPostgres
{
    private const string Edge = "VpnMesh.Edge";
    private const string Agent = "VpnMesh.GatewayAgent";
    private const int Replicas = 2;

    private static readonly Dictionary<string, string> Services = new()
    {
        ["VpnMesh.Governance"] = "GOVERNANCE",
        ["VpnMesh.SiteToSite"] = "SITE_TO_SITE",
        ["VpnMesh.P2C"] = "P2C",
        ["VpnMesh.Monitoring"] = "MONITORING",
        ["VpnMesh.Metering"] = "METERING",
    };

    private readonly Dictionary<string, int> _ports = [];
    private readonly Dictionary<string, Wire> _wires = [];
    private FrontDoor? _door;

    /// <summary>Names of all processes, a replica of each part after the other's.</summary>
    public IReadOnlyList<string> Everything => [.. Enumerable.Range(0, Replicas).SelectMany(Replica)];

    /// <summary>Where the clocks of the second replicas are set, when they can be.</summary>
    public Clock? Clock { get; init; }

    /// <summary>The wires between parts, that to the database and that to the broker.</summary>
    public IEnumerable<Wire> Wires => _wires.Values;

    /// <summary>Names of the processes of one replica of every part.</summary>
    public IEnumerable<string> Replica(int replica) => Killable.Select(project => NameOf(project, replica));

    public override string AddressOf(string setting) => setting switch
    {
        "IDENTITY" => Identity(0),
        _ when Services.ContainsValue(setting) => Through(WireOf(setting, 0)),
        _ => "http://127.0.0.1:0",
    };

    public void Pause(string name) => Process(name).Pause();

    public void Resume(string name) => Process(name).Resume();

    public Task StopAsync(string name) => Process(name).StopAsync();

    public void Start(string name) => Process(name).Start();

    /// <summary>Whether a process says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(string name)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var answer = await http.GetAsync(new Uri($"{Management(name)}/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var wire in _wires.Values)
        {
            await wire.DisposeAsync();
        }
        if (_door is not null)
        {
            await _door.DisposeAsync();
        }
    }

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        Connect("database", new NpgsqlConnectionStringBuilder(Databases.Values.First()).Port);
        Connect("broker", new Uri(Bus).Port);
        foreach (var (project, setting) in Services)
        {
            for (var replica = 0; replica < Replicas; replica++)
            {
                Connect(WireOf(setting, replica), PortOf(NameOf(project, replica)));
            }
        }
        foreach (var project in Services.Keys.Append(Edge).Append(Agent))
        {
            await File.WriteAllTextAsync(KeyRing(project), NewKeyRing());
        }
        _door = new FrontDoor(Port, [.. Enumerable.Range(0, Replicas).Select(replica => PortOf(NameOf(Edge, replica)))]);
    }

    protected override IEnumerable<PartProcess> Describe() =>
        from part in base.Describe() from replica in Enumerable.Range(0, Replicas) select ReplicaOf(part, replica);

    private PartProcess ReplicaOf(PartProcess part, int replica)
    {
        var name = NameOf(part.Project, replica);
        var settings = new Dictionary<string, string>(part.Settings)
        {
            ["URLS"] = $"http://127.0.0.1:{PortOf(name)}",
            ["MANAGEMENT"] = Management(name),
            ["BUS"] = new UriBuilder(Bus) { Port = _wires["broker"].Port }.Uri.ToString(),
            ["KEY_RING"] = KeyRing(part.Project),
            // Longer than those who ask for its health need to see that it goes.
            ["DRAIN_SECONDS"] = "5",
            ["PARTS"] = Identity(replica),
            ["AGENT_ID"] = name,
        };
        foreach (var setting in Services.Values)
        {
            settings[setting] = string.Join(',', Enumerable.Range(0, Replicas).Select(each => Through(WireOf(setting, each))));
        }
        if (settings.TryGetValue("DATABASE", out var database))
        {
            settings["DATABASE"] = new NpgsqlConnectionStringBuilder(database) { Port = _wires["database"].Port }.ConnectionString;
        }
        var environment = replica > 0 && Clock is not null ? Clock.Environment : new Dictionary<string, string>();
        return new PartProcess(part.Project, settings) { Name = name, Environment = environment };
    }

    private void Connect(string name, int port) => _wires[name] = new Wire(FreePort.Next(), () => port);

    private int PortOf(string name)
    {
        if (!_ports.TryGetValue(name, out var port))
        {
            _ports[name] = port = FreePort.Next();
        }
        return port;
    }

    private string Management(string name) => $"http://127.0.0.1:{PortOf("management of " + name)}";

    private string Through(string wire) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_wires[wire].Port}");

    private string Identity(int replica) => "unix:" + Path.Combine(Folder.Path, $"identity-{replica}.sock");

    private string KeyRing(string project) => Path.Combine(Folder.Path, project + ".keys.json");

    private static string WireOf(string setting, int replica) => $"{setting}-{replica}";

    private static string NameOf(string project, int replica) => $"{project}-{(char)('a' + replica)}";

    private static string NewKeyRing() => new JsonObject
    {
        ["Current"] = "of-the-test",
        ["Keys"] = new JsonObject { ["of-the-test"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) },
    }.ToJsonString();
}
