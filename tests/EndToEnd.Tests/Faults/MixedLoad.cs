using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using VpnMesh.EndToEnd.Tests.Clients;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>
/// What customers do all day, by a few of them: gateways with and without EIPs, customer gateways, connections, users. What is refused is
/// tried again until it is done, and what was acknowledged is kept account of.
/// </summary>
internal sealed class MixedLoad(ApiClient api, WatchedConnections connections, string server) : IAsyncDisposable
{
    private const int GatewayWorkers = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _rounds = new(GatewayWorkers + 2);
    private Task _working = Task.CompletedTask;
    private int _names;

    public Calls Calls { get; } = new();

    public Ledger Gateways { get; } = new("vpn_gateway");

    public Ledger Users { get; } = new("vpn_user");

    public Ledger Connections { get; } = new("vpn_connection");

    /// <summary>Answers that contradict what was acknowledged before.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    public void Start() => _working = Task.WhenAll(
        [.. Enumerable.Range(0, GatewayWorkers).Select(_ => WorkAsync(GatewayRoundAsync)), WorkAsync(UserRoundAsync), WorkAsync(ConnectionRoundAsync)]);

    /// <summary>Runs something while nobody works, each having finished what he was at.</summary>
    /// <exception cref="TimeoutException">Somebody cannot finish.</exception>
    public async Task WhileQuietAsync(Func<Task> work)
    {
        for (var worker = 0; worker < GatewayWorkers + 2; worker++)
        {
            if (!await _rounds.WaitAsync(Patience))
            {
                throw new TimeoutException($"Somebody cannot finish what he is at: {string.Join('\n', FaultTable.Kinds(Calls.Refused.TakeLast(20)))}");
            }
        }
        try
        {
            await work();
        }
        finally
        {
            _rounds.Release(GatewayWorkers + 2);
        }
    }

    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await _working;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
        _rounds.Dispose();
    }

    private Task WorkAsync(Func<int, Task> round) => Task.Run(async () =>
    {
        while (!_end.IsCancellationRequested)
        {
            await _rounds.WaitAsync();
            try
            {
                await round(Interlocked.Increment(ref _names));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            finally
            {
                _rounds.Release();
            }
            await Task.Delay(Pause);
        }
    });

    /// <summary>Creates, polls, renames and reads a gateway, looks at the list and deletes two of three.</summary>
    private async Task GatewayRoundAsync(int number)
    {
        var id = await CreatedAsync(Gateways, "/vpn-gateways", name => number % 4 == 0 ? Bodies.NewEips(name) : Named(Bodies.Private(), name));
        await UntilActiveAsync(id);
        var name = $"vpngw-renamed-{number}";
        await DoneAsync(
            "rename gateway",
            () => api.PutAsync($"/vpn-gateways/{id}", new JsonObject { ["vpn_gateway"] = new JsonObject { ["name"] = name } }),
            HttpStatusCode.OK);
        Gateways.Has(id, name);
        var shown = await DoneAsync("show gateway", () => api.GetAsync($"/vpn-gateways/{id}"), HttpStatusCode.OK);
        Expect(name, shown.Json!["vpn_gateway"]!["name"]!.GetValue<string>(), $"name of gateway {id} after it was changed");
        await DoneAsync("list gateways", () => api.GetAsync("/vpn-gateways?limit=10"), HttpStatusCode.OK);
        if (number % 3 != 0)
        {
            await UntilActiveAsync(id);
            await DeletedAsync(Gateways, $"/vpn-gateways/{id}", id);
        }
    }

    private async Task UserRoundAsync(int number)
    {
        var id = await CreatedAsync(Users, $"{server}/users", name => new JsonObject { ["user"] = ClientVpnSteps.User(name) }, "user");
        await DoneAsync("show user", () => api.GetAsync($"{server}/users/{id}"), HttpStatusCode.OK);
        if (number % 2 == 0)
        {
            await DeletedAsync(Users, $"{server}/users/{id}", id);
        }
    }

    private async Task ConnectionRoundAsync(int number)
    {
        var id = await CreatedAsync(Connections, "/vpn-connection", connections.Body);
        await DoneAsync("show connection", () => api.GetAsync($"/vpn-connection/{id}"), HttpStatusCode.OK);
        if (number % 4 != 0)
        {
            await DeletedAsync(Connections, $"/vpn-connection/{id}", id);
        }
    }

    private static JsonNode Named(JsonNode body, string name)
    {
        body["vpn_gateway"]!["name"] = name;
        return body;
    }

    private async Task<string> CreatedAsync(Ledger ledger, string path, Func<string, JsonNode> body, string? kind = null)
    {
        while (true)
        {
            // Each with a name of its own: one that got no answer may be there.
            var name = $"load-{Interlocked.Increment(ref _names)}";
            var answer = await Calls.TryAsync($"create {ledger.Kind}", () => api.PostAsync(path, body(name)), HttpStatusCode.Created);
            if (answer is not null)
            {
                var id = ClientVpnSteps.Id(answer, kind ?? ledger.Kind);
                ledger.Has(id, name);
                return id;
            }
            await Task.Delay(Pause, _end.Token);
        }
    }

    private async Task DeletedAsync(Ledger ledger, string path, string id)
    {
        // One that got no answer may have done it.
        await DoneAsync($"delete {ledger.Kind}", () => api.DeleteAsync(path), HttpStatusCode.NoContent, HttpStatusCode.NotFound);
        ledger.Lost(id);
    }

    private async Task UntilActiveAsync(string id)
    {
        while (true)
        {
            var answer = await DoneAsync("poll gateway", () => api.GetAsync($"/vpn-gateways/{id}"), HttpStatusCode.OK);
            if (answer.Json!["vpn_gateway"]!["status"]!.GetValue<string>() == "ACTIVE")
            {
                return;
            }
            await Task.Delay(Pause, _end.Token);
        }
    }

    private async Task<ApiAnswer> DoneAsync(string what, Func<Task<ApiAnswer>> call, params HttpStatusCode[] expected)
    {
        while (true)
        {
            if (await Calls.TryAsync(what, call, expected) is { } answer)
            {
                await Task.Delay(Pause, _end.Token);
                return answer;
            }
            await Task.Delay(Pause, _end.Token);
        }
    }

    private void Expect(string expected, string actual, string what)
    {
        if (actual != expected)
        {
            _wrong.Enqueue($"{what}: {actual} in place of {expected}");
        }
    }
}
