using System.Globalization;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>
/// Sends malformed and hostile requests to the embedded default and looks at every answer. Each request follows from the seed and its number
/// alone: settings <c>VPNMESH_FUZZ_SEED</c> and <c>VPNMESH_FUZZ_REQUESTS</c> of the environment; without them a short run with a new seed.
/// </summary>
internal sealed class FuzzRun : IAsyncDisposable
{
    private const int AtOnce = 12;
    // Then most of what was there has been deleted or is full: the next ones get a project of their own.
    private const int Generation = 10_000;
    private readonly EmbeddedSystem _system = new();
    private readonly int _seed = Setting("VPNMESH_FUZZ_SEED", Random.Shared.Next(1_000_000));
    private readonly int _count = Setting("VPNMESH_FUZZ_REQUESTS", 3_000);
    private string _project = "";
    private string _token = "";
    private GrammarRequests? _grammar;
    private RawRequests? _raw;

    public FuzzRun() => Report = new FuzzReport(_seed);

    public FuzzReport Report { get; }

    /// <summary>What the process has said.</summary>
    public IReadOnlyCollection<string> Output => _system.Output;

    public async Task RunAsync()
    {
        var beganAt = TimeProvider.System.GetTimestamp();
        await StartAsync();
        Report.Preparation = TimeProvider.System.GetElapsedTime(beganAt);
        var startedAt = TimeProvider.System.GetTimestamp();
        var slow = Task.WhenAll(SlowRequests.All(_system.PublicUrl, _project, _token).Select(LookAsync));
        var warm = Math.Min(_count / 3, Generation);
        await SendAsync(0, warm);
        var before = _system.ResidentMemory();
        for (var from = warm; from < _count; from += Generation)
        {
            if (from > warm)
            {
                await SeedAsync();
            }
            await SendAsync(from, Math.Min(_count, from + Generation));
        }
        Report.Memory = (before, _system.ResidentMemory());
        await slow;
        Report.Elapsed = TimeProvider.System.GetElapsedTime(startedAt);
        await StillAnswersAsync();
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    private async Task StartAsync()
    {
        _system.Extra["RATE_LIMIT"] = "1000000";
        _system.Extra["LOGIN_RATE_LIMIT"] = "1000000";
        _system.Extra["HEADER_TIMEOUT"] = "2";
        _system.Extra["AGENT_ZONE"] = "region-1a,region-1b";
        await _system.StartAsync();
        await SeedAsync();
    }

    private async Task SeedAsync()
    {
        _project = await Administration.CreateProjectAsync(_system);
        _token = await Administration.TokenAsync(_system, _project);
        using var api = new ApiClient(_system, _system.Admin, _project);
        var seeds = new Seeds(api, samples: _count < Generation ? 2 : 6);
        await seeds.PrepareAsync();
        _grammar = new GrammarRequests(seeds, _token);
        _raw = new RawRequests(_project, _token);
    }

    private async Task SendAsync(int from, int to)
    {
        var next = from - 1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            var connection = new FuzzConnection(_system.PublicUrl);
            while (Interlocked.Increment(ref next) is var number && number < to)
            {
                connection = await SendAsync(number, connection);
            }
            connection.Dispose();
        })));
    }

    /// <returns>The connection for the next request.</returns>
    private async Task<FuzzConnection> SendAsync(int number, FuzzConnection connection)
    {
        var random = new Random(unchecked((_seed * 1_000_003) + number));
        var request = random.Next(3) == 0 ? _raw!.Make(random) : _grammar!.Make(random);
        Report.Sent(request.Kind);
        try
        {
            if (request.IsRaw)
            {
                using var own = new FuzzConnection(_system.PublicUrl);
                var answers = await own.CallToTheEndAsync(request.Bytes);
                answers.ToList().ForEach(answer => Look(number, request, answer));
                return connection;
            }
            var answer = await connection.CallAsync(request.Bytes, request.Method);
            Look(number, request, answer);
            if (answer is { Closes: false })
            {
                return connection;
            }
        }
        catch (InvalidDataException) when (request.Bytes.AsSpan().StartsWith("PRI * HTTP/2.0"u8))
        {
            // To HTTP/2 the server says in HTTP/2 that it wants HTTP/1.1.
            Report.Answered(request.Kind, null);
            return connection;
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException or TimeoutException or IOException)
        {
            Report.Fault(number, request, failure.ToString(), null);
        }
        connection.Dispose();
        return new FuzzConnection(_system.PublicUrl);
    }

    private void Look(int number, FuzzRequest request, FuzzAnswer? answer)
    {
        Report.Answered(request.Kind, answer);
        if ((answer is null ? "has no answer" : answer.Fault(request.Operation, request.Method)) is { } fault)
        {
            Report.Fault(number, request, fault, answer);
        }
    }

    private async Task LookAsync((FuzzRequest Request, Task<FuzzAnswer?> Answer) slow)
    {
        Report.Sent(slow.Request.Kind);
        Look(-1, slow.Request, await slow.Answer);
    }

    private async Task StillAnswersAsync()
    {
        using var api = new ApiClient(_system, _system.Admin);
        (await api.GetAsync("/vpn-gateways")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        (await api.GetAsync("/p2c-vpn-gateways")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    private static int Setting(string name, int byDefault) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : byDefault;
}
