using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using VpnMesh.EndToEnd.Tests.Clients;

namespace VpnMesh.EndToEnd.Tests.Soak;

/// <summary>
/// A mixed load that leaves nothing behind: what a round creates it reads, lists, changes, tags and deletes, so that whatever grows with time
/// is not the number of resources.
/// </summary>
internal sealed class SoakLoad(ApiClient api)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentBag<string> _failures = [];
    private string _gateway = "";
    private string _eip = "";
    private string _server = "";
    private long _calls;
    private long _names;

    /// <summary>Calls so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>What was not answered as it should be.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Makes what stays.</summary>
    public async Task PrepareAsync()
    {
        _gateway = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-soak"));
        _eip = (await api.UntilActiveAsync(_gateway))["eip1"]!["id"]!.GetValue<string>();
        _server = await api.CreateServerAsync(await api.CreateP2cGatewayAsync());
    }

    /// <summary>Goes on until it is over, each worker with a short rest after a call.</summary>
    public Task RunAsync(int workers, CancellationToken over) => Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
    {
        while (!over.IsCancellationRequested)
        {
            await RoundAsync();
        }
    })));

    private async Task RoundAsync()
    {
        var number = Interlocked.Increment(ref _names);
        var customer = await MadeAsync("/customer-gateways", "customer_gateway", new() { ["id_value"] = $"10.{number / 65536 % 256}.{number / 256 % 256}.{number % 256}" });
        var connection = await MadeAsync("/vpn-connection", "vpn_connection", new()
        {
            ["name"] = $"vpn-{number}",
            ["vgw_id"] = _gateway,
            ["vgw_ip"] = _eip,
            ["cgw_id"] = customer,
            ["peer_subnets"] = new JsonArray("10.99.0.0/16"),
            ["psk"] = "Abcd-1234-efgh",
        });
        var user = await MadeAsync($"{_server}/users", "user", ClientVpnSteps.User($"user-{number}"));
        var gateway = await MadeAsync("/vpn-gateways", "vpn_gateway", Bodies.Private()["vpn_gateway"]!.DeepClone().AsObject());
        foreach (var path in new[] { $"/vpn-connection/{connection}", "/vpn-connection?limit=20", "/vpn-gateways", $"{_server}/users?limit=20", "/vpn/quotas" })
        {
            await CallAsync(HttpMethod.Get, path, null, HttpStatusCode.OK);
        }
        await CallAsync(HttpMethod.Put, $"/customer-gateways/{customer}", """{"customer_gateway":{"name":"renamed"}}""", HttpStatusCode.OK);
        await ActiveAsync($"/vpn-gateways/{gateway}");
        await CallAsync(HttpMethod.Put, $"/vpn-gateways/{gateway}", """{"vpn_gateway":{"name":"renamed"}}""", HttpStatusCode.OK);
        const string Tags = """{"tags":[{"key":"round","value":"x"}]}""";
        await CallAsync(HttpMethod.Post, $"/customer-gateway/{customer}/tags/create", Tags, HttpStatusCode.NoContent);
        await CallAsync(HttpMethod.Get, $"/customer-gateway/{customer}/tags", null, HttpStatusCode.OK);
        await GoneAsync($"/vpn-connection/{connection}");
        await GoneAsync($"{_server}/users/{user}");
        await GoneAsync($"/vpn-gateways/{gateway}");
        await GoneAsync($"/customer-gateways/{customer}");
    }

    private async Task<string> MadeAsync(string path, string kind, JsonObject fields)
    {
        var answer = await CallAsync(HttpMethod.Post, path, new JsonObject { [kind] = fields }.ToJsonString(), HttpStatusCode.Created);
        return answer.Json?[kind]?["id"]?.GetValue<string>() ?? "";
    }

    private async Task ActiveAsync(string path)
    {
        while ((await CallAsync(HttpMethod.Get, path, null, HttpStatusCode.OK)).Json?["vpn_gateway"]?["status"]?.GetValue<string>() == "CREATING")
        {
        }
    }

    // Agents take their time; a customer gateway goes when its connection has.
    private async Task GoneAsync(string path)
    {
        await CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        while ((await CallAsync(HttpMethod.Get, path, null, HttpStatusCode.OK, HttpStatusCode.NotFound)).Status == HttpStatusCode.OK)
        {
        }
    }

    private async Task<ApiAnswer> CallAsync(HttpMethod method, string path, string? body, params HttpStatusCode[] expected)
    {
        var answer = await api.SendAsync(method, path, body);
        Interlocked.Increment(ref _calls);
        if (!expected.Contains(answer.Status))
        {
            _failures.Add($"{method} {path}: {(int)answer.Status} {answer.Text}");
        }
        await Task.Delay(Pause, CancellationToken.None);
        return answer;
    }
}
