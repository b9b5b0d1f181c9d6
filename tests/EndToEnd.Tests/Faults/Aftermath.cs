using System.Text.Json.Nodes;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>Compares what a system shows, tells and bills with what it acknowledged, while nobody works.</summary>
internal sealed class Aftermath(ReplicatedSystem system, ApiClient api, MixedLoad load, string server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Told _told = new(system);

    /// <summary>Whether everything acknowledged so far is there, in its state, and told of.</summary>
    public async Task<bool> IsWholeAsync() => (await LostAsync()).Count == 0;

    /// <summary>Ids of what events told of so far.</summary>
    public bool IsTold(string kind, string id) => _told.Of($"{kind}.created").ContainsKey(id);

    /// <summary>What of it is missing, as it was not or is again what was acknowledged.</summary>
    public async Task<IReadOnlyList<string>> LostAsync()
    {
        var missing = new List<string>();
        var gateways = await ListAsync("/vpn-gateways?limit=200", "vpn_gateways");
        Compare(load.Gateways, gateways.ToDictionary(Id, gateway => gateway), missing);
        missing.AddRange(gateways.Where(gateway => Text(gateway, "status") != "ACTIVE").Select(gateway => $"gateway {Id(gateway)} is {Text(gateway, "status")}"));
        var users = await ListAsync($"{server}/users?limit=200", "users");
        Compare(load.Users, users.ToDictionary(Id, user => user), missing);
        var connections = await ListAsync("/vpn-connection?limit=200", "vpn_connections");
        Compare(load.Connections, connections.ToDictionary(Id, connection => connection), missing);
        foreach (var ledger in new[] { load.Gateways, load.Users, load.Connections })
        {
            missing.AddRange(ledger.Ever.Except(_told.Of($"{ledger.Kind}.created").Keys).Select(id => $"no event says that {ledger.Kind} {id} was created"));
            missing.AddRange(ledger.Gone.Except(_told.Of($"{ledger.Kind}.deleted").Keys).Select(id => $"no event says that {ledger.Kind} {id} was deleted"));
        }
        return missing;
    }

    /// <summary>What was taken in twice or of nothing by the subscriber that keeps the ledger of usage, and what it has not heard.</summary>
    public async Task<(IReadOnlyList<string> Lost, IReadOnlyList<string> Doubled)> BilledAsync()
    {
        using var billing = new Billing(system, api.Project);
        var net = (await billing.LedgerAsync())
            .Where(entry => entry.Meter.StartsWith("vpn_gateway", StringComparison.Ordinal) && entry.ResourceType == "vpn_gateway")
            .GroupBy(entry => entry.ResourceId, entry => entry.Delta)
            .ToDictionary(changes => changes.Key, changes => (Sum: changes.Sum(), Up: changes.Where(delta => delta > 0).Sum()));
        var deleted = _told.Of("vpn_gateway.deleted");
        var doubled = net.Where(each => each.Value.Sum > 1 || each.Value.Sum < 0).Select(each => $"gateway {each.Key} is billed {each.Value.Sum} times");
        var lost = _told.Of("vpn_gateway.created").Keys
            .Where(id => net.GetValueOrDefault(id).Sum != (deleted.ContainsKey(id) ? 0 : 1))
            .Select(id => $"gateway {id} is billed {net.GetValueOrDefault(id).Sum} times, with {(deleted.ContainsKey(id) ? "an" : "no")} end");
        return ([.. lost], [.. doubled]);
    }

    /// <summary>Waits until quotas count what is there and EIPs are bound to it, and nothing else.</summary>
    /// <exception cref="TimeoutException">They do not; the message says what differs.</exception>
    public async Task CountedAsync()
    {
        await Eventually.Async(async () => Same(await api.QuotaAsync("vpn_gateway"), (await ListAsync("/vpn-gateways?limit=200", "vpn_gateways")).Count), Patience, Pause);
        await Eventually.Async(async () => Same(await api.QuotaAsync("vpn_connection"), (await ListAsync("/vpn-connection?limit=200", "vpn_connections")).Count), Patience, Pause);
        await Eventually.Async(async () => Same(await BoundAsync(), await HeldAsync()), Patience, Pause);
    }

    private static bool Same<T>(T counted, T there) => Equals(counted, there)
        ? true
        : throw new InvalidOperationException($"{counted} are counted where {there} are");

    /// <summary>EIPs that are bound to something, as Governance has them.</summary>
    private Task<string> BoundAsync() => system.ReadAsync(
        "GOVERNANCE", "SELECT string_agg(bound_to || ' ' || id, ',' ORDER BY bound_to, id) FROM governance.eip WHERE bound_to IS NOT NULL");

    /// <summary>EIPs that gateways show.</summary>
    private async Task<string> HeldAsync()
    {
        var gateways = (await ListAsync("/vpn-gateways?limit=200", "vpn_gateways")).SelectMany(gateway => Eips(gateway, "eip1", "eip2"));
        var clients = (await ListAsync("/p2c-vpn-gateways", "p2c_vpn_gateways")).SelectMany(gateway => Eips(gateway, "eip"));
        return string.Join(',', gateways.Concat(clients).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Eips(JsonNode gateway, params string[] names) =>
        names.Select(name => gateway[name]).OfType<JsonObject>().Select(eip => $"{Id(gateway)} {Id(eip)}");

    private static void Compare(Ledger ledger, Dictionary<string, JsonNode> rows, List<string> missing)
    {
        missing.AddRange(ledger.Present.Where(each => !rows.ContainsKey(each.Key)).Select(each => $"{ledger.Kind} {each.Key} is not there"));
        missing.AddRange(ledger.Gone.Where(rows.ContainsKey).Select(id => $"{ledger.Kind} {id} is there again"));
        missing.AddRange(ledger.Present
            .Where(each => rows.TryGetValue(each.Key, out var row) && Text(row, "name") != each.Value)
            .Select(each => $"{ledger.Kind} {each.Key} is called {Text(rows[each.Key], "name")} in place of {each.Value}"));
    }

    private async Task<IReadOnlyList<JsonNode>> ListAsync(string path, string list)
    {
        var rows = new List<JsonNode>();
        for (var page = path; page is not null;)
        {
            var answer = (await api.GetAsync(page)).Json!;
            rows.AddRange(answer[list]!.AsArray()!);
            page = rows.Count > 0 && answer["page_info"]?["next_marker"]?.GetValue<string>() is { } marker
                ? $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}marker={Uri.EscapeDataString(marker)}"
                : null;
        }
        return rows;
    }

    private static string Id(JsonNode resource) => Text(resource, "id");

    private static string Text(JsonNode resource, string field) => resource[field]!.GetValue<string>();
}
