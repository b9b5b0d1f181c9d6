using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Mesh;

/// <summary>The whole system in one of its shapes, started from nothing in a folder of its own.</summary>
public abstract class MeshSystem : IAsyncDisposable
{
    /// <summary>A customer gateway that answers, where a test has said so.</summary>
    public const string PresentPeer = "203.0.113.32";

    // The machine may start many processes at once, and install packages beside.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private const int LastLines = 20;
    private readonly List<MeshProcess> _processes = [];

    protected MeshSystem()
    {
        Port = FreePort.Next();
        PublicUrl = new Uri($"http://127.0.0.1:{Port}");
        Signer = new CallerContextSigner(InternalKey, TimeProvider.System);
    }

    public Uri PublicUrl { get; }

    /// <summary>Of the first start; a system that is restored has those of the one before.</summary>
    public AccountKeys Admin { get; init; } = AccountKeys.Generate();

    /// <summary>Where all that its processes keep in files is.</summary>
    public virtual string DataFolder => Folder.Path;

    public CallerContextSigner Signer { get; }

    public ConcurrentQueue<string> Output { get; } = new();

    /// <summary>Settings that a test adds before the start, such as a short lifetime of reservations.</summary>
    public Dictionary<string, string> Extra { get; } = [];

    /// <summary>Folder of the programs; those that were built beside the tests where it is not said, nor by VPNMESH_PUBLISHED.</summary>
    public string? Programs { get; init; } = Environment.GetEnvironmentVariable("VPNMESH_PUBLISHED");

    /// <summary>Names of the processes of this shape that hold a store, each killed in turn by the tests of crashes.</summary>
    public abstract IReadOnlyList<string> Killable { get; }

    protected TempFolder Folder { get; } = new();

    /// <summary>What all parts sign their calls with.</summary>
    protected byte[] InternalKey { get; } = RandomNumberGenerator.GetBytes(32);

    protected int Port { get; }

    /// <summary>Starts every process and waits until each is healthy.</summary>
    public async Task StartAsync()
    {
        await PrepareProcessesAsync();
        StartProcesses();
        await WaitUntilReadyAsync();
    }

    /// <summary>Makes ready what the processes need, once.</summary>
    public async Task PrepareProcessesAsync()
    {
        if (_processes.Count == 0)
        {
            await PrepareAsync();
            _processes.AddRange(Describe().Select(part => new MeshProcess(part with { Settings = Settings(part) }, Output, Programs)));
        }
    }

    /// <summary>Starts every process and waits for nothing.</summary>
    public void StartProcesses() => _processes.ForEach(process => process.Start());

    public async Task StopAsync() => await Task.WhenAll(_processes.Select(process => process.StopAsync()));

    /// <summary>Ids of the running processes, by their names.</summary>
    public IReadOnlyDictionary<string, int> ProcessIds() => _processes.ToDictionary(process => process.Part.Name, process => process.Id);

    /// <summary>Resident memory of all processes, in bytes.</summary>
    public long ResidentMemory() => _processes.Sum(process => process.ResidentMemory);

    /// <summary>Processor time that all processes have used.</summary>
    public TimeSpan ProcessorTime() => TimeSpan.FromTicks(_processes.Sum(process => process.ProcessorTime.Ticks));

    public Task KillAsync(string name) => Process(name).KillAsync();

    public async Task RestartAsync(string name)
    {
        Process(name).Start();
        await WaitUntilReadyAsync();
    }

    /// <summary>Where a part listens for the others.</summary>
    public abstract string AddressOf(string setting);

    /// <summary>A channel to a part, past the edge, as internal clients use it.</summary>
    public GrpcChannel Channel(string setting)
    {
        var address = PartAddress.Parse(AddressOf(setting));
        return GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler(), DisposeHttpClient = true });
    }

    /// <summary>Every event told so far, as CloudEvents in JSON, in the order a subscriber got them.</summary>
    public abstract IReadOnlyList<string> Events();

    /// <summary>When the first event of a type about a resource happened, as it says.</summary>
    public string TimeOf(string resource, string type) => Events().Select(told => JsonNode.Parse(told)!)
        .First(told => told["subject"]!.GetValue<string>() == resource && told["type"]!.GetValue<string>() == type)["time"]!.GetValue<string>();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Everything on disk that this system wrote, for the search for secrets.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(Folder.Path, "*", SearchOption.AllDirectories);

    protected abstract Task PrepareAsync();

    protected abstract IEnumerable<PartProcess> Describe();

    private protected MeshProcess Process(string name) => _processes.Single(process => process.Part.Name == name);

    private Dictionary<string, string> Settings(PartProcess part)
    {
        var settings = new Dictionary<string, string>(part.Settings)
        {
            ["INTERNAL_KEY"] = Convert.ToBase64String(InternalKey),
            ["DATA"] = Path.Combine(Folder.Path, part.Name),
            ["REFLECTION"] = "true",
            // A hundred passwords hashed as they are to be would keep a busy machine longer than callers wait.
            ["PASSWORD_ITERATIONS"] = "1000",
            ["REQUEST_TIMEOUT"] = "90",
        };
        foreach (var (name, value) in Admin.Settings().Concat(Extra))
        {
            settings[name] = value;
        }
        return settings;
    }

    /// <exception cref="InvalidOperationException">It is not; the message says who has ended and what they said last.</exception>
    private async Task WaitUntilReadyAsync()
    {
        try
        {
            await UntilReadyAsync();
        }
        catch (TimeoutException exception)
        {
            var ended = _processes.Where(process => process.HasEnded).Select(process => process.Part.Name);
            throw new InvalidOperationException(
                $"The system is not ready. Ended: {string.Join(", ", ended)}\n{string.Join('\n', Output.TakeLast(LastLines))}", exception);
        }
    }

    private async Task UntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = PublicUrl };
        await Eventually.Async(async () => await SaysReadyAsync(client), Patience);
        // The edge may be ready before the parts behind it: a call that reaches each of them says more.
        var api = new ApiClient(this, Admin);
        await Eventually.Async(
            async () => (await api.GetAsync("/vpn-gateways/availability-zones")).Status == HttpStatusCode.OK
                && (await api.GetAsync("/p2c-vpn-gateways/availability-zones")).Status == HttpStatusCode.OK
                && (await api.GetAsync("/vpn/quotas")).Status == HttpStatusCode.OK,
            Patience);
    }

    private static async Task<bool> SaysReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
