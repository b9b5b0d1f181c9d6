using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Mesh;

/// <summary>A process for each part, talking over RabbitMQ.</summary>
public abstract class SeparateSystem : MeshSystem
{
    private Subscriber? _subscriber;

    public override IReadOnlyList<string> Killable =>
    [
        "VpnMesh.SiteToSite", "VpnMesh.P2C", "VpnMesh.Governance", "VpnMesh.Monitoring", "VpnMesh.Metering", "VpnMesh.Edge", "VpnMesh.GatewayAgent",
    ];

    /// <summary>The broker between the parts; a test that stops it gives one of its own.</summary>
    public RabbitServer Broker { get; init; } = RabbitServer.Shared;

    protected string Bus { get; private set; } = "";

    public override string AddressOf(string setting) => "unix:" + Path.Combine(Folder.Path, setting + ".sock");

    public override IReadOnlyList<string> Events() => _subscriber!.Received();

    /// <summary>How many events wait in each queue.</summary>
    public Task<IReadOnlyDictionary<string, long>> QueuesAsync() => Broker.QueuesAsync(Bus);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_subscriber is not null)
        {
            await _subscriber.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    protected override async Task PrepareAsync()
    {
        Bus = await Broker.CreateVhostAsync();
        _subscriber = await Subscriber.StartAsync(Bus);
    }

    /// <summary>Settings of the part's store; none for SQLite.</summary>
    protected abstract Dictionary<string, string> Store(string part);

    protected override IEnumerable<PartProcess> Describe()
    {
        yield return new("VpnMesh.Governance", Part("GOVERNANCE"));
        yield return new("VpnMesh.SiteToSite", Part("SITE_TO_SITE"));
        yield return new("VpnMesh.P2C", Part("P2C"));
        yield return new("VpnMesh.Monitoring", Part("MONITORING"));
        yield return new("VpnMesh.Metering", Part("METERING"));
        yield return new("VpnMesh.GatewayAgent", Part("AGENT"));
        var edge = Part("IDENTITY");
        edge["URLS"] = PublicUrl.ToString();
        edge["PARTS"] = AddressOf("IDENTITY");
        yield return new("VpnMesh.Edge", edge);
    }

    private Dictionary<string, string> Part(string setting) => new(Store(setting))
    {
        ["URLS"] = AddressOf(setting),
        ["BUS"] = Bus,
        ["SITE_TO_SITE"] = AddressOf("SITE_TO_SITE"),
        ["P2C"] = AddressOf("P2C"),
        ["GOVERNANCE"] = AddressOf("GOVERNANCE"),
        ["MONITORING"] = AddressOf("MONITORING"),
        ["METERING"] = AddressOf("METERING"),
        // So that there is something to upgrade to.
        ["GATEWAY_VERSION"] = "oldest",
    };
}

/// <summary>Each part with its SQLite file.</summary>
public sealed class SeparateOnSqlite : SeparateSystem
{
    protected override Dictionary<string, string> Store(string part) => [];
}

/// <summary>Each part with its PostgreSQL database.</summary>
public class SeparateOnPostgres : SeparateSystem
{
    private readonly Dictionary<string, string> _databases = [];

    /// <summary>The server of all databases; a test that kills it gives one of its own.</summary>
    public PostgresServer Server { get; init; } = PostgresServer.Shared;

    /// <summary>Connection strings of the parts' databases.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    /// <summary>Reads one text from the database of a part, past its service.</summary>
    public async Task<string> ReadAsync(string part, string query)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(_databases[part]);
        await using var command = source.CreateCommand(query);
        return await command.ExecuteScalarAsync() as string ?? "";
    }

    /// <summary>
    /// The same parts once more on the same stores and broker, from other programs: as while one release follows another. The key rings are
    /// those of the first, which must have been started.
    /// </summary>
    public SeparateOnPostgres Beside(string? programs)
    {
        var other = new SeparateOnPostgres { Server = Server, Broker = Broker, Admin = Admin, Programs = programs };
        foreach (var (part, connection) in _databases)
        {
            other._databases[part] = connection;
        }
        foreach (var ring in Directory.GetFiles(Folder.Path, "keys.json", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(other.Folder.Path, Path.GetRelativePath(Folder.Path, ring));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(ring, copy);
        }
        foreach (var (name, value) in Extra)
        {
            other.Extra[name] = value;
        }
        other.Extra["BUS"] = Bus;
        other.Extra["INTERNAL_KEY"] = Convert.ToBase64String(InternalKey);
        other.Extra["AGENT_ID"] = "agent-of-the-other";
        return other;
    }

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        if (_databases.Count > 0)
        {
            return;
        }
        foreach (var part in new[] { "GOVERNANCE", "SITE_TO_SITE", "P2C", "MONITORING", "METERING", "IDENTITY" })
        {
            _databases[part] = await Server.CreateDatabaseAsync();
        }
    }

    protected override Dictionary<string, string> Store(string part) =>
        _databases.TryGetValue(part, out var connection) ? new() { ["DATABASE"] = connection } : [];
}
