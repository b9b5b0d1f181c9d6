using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>
/// Connections without peers, made while processes die, and what the services that only watch make of them: each is down and has one
/// alert until it is deleted, the ledger has each for as long as it was there, and the tags of their gateway are read meanwhile.
/// </summary>
internal sealed class WatchedConnections(MeshSystem system, ApiClient api)
{
    private const string Tags = """[{"key":"team","value":"billing"}]""";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly List<string> _acknowledged = [];
    private string _gateway = "";
    private string _eip = "";
    private string _customer = "";
    private int _names;

    /// <summary>Settings of the system without which nothing here happens in time.</summary>
    public static void Set(MeshSystem system) => system.Extra["ALERT_CONNECTION_DOWN_SECONDS"] = "1";

    /// <summary>Makes the gateway, with tags.</summary>
    public async Task PrepareAsync()
    {
        var body = Bodies.NewEips("vpngw-watched");
        body["vpn_gateway"]!["tags"] = JsonNode.Parse(Tags);
        // A reservation that lives for seconds may have run out where the machine is busy; then it is refused, and tried again.
        _gateway = await UntilCreatedAsync("/vpn-gateways", "vpn_gateway", () => body);
        _eip = (await api.UntilActiveAsync(_gateway))["eip1"]!["id"]!.GetValue<string>();
        var customer = JsonNode.Parse("""{"customer_gateway":{"id_value":"198.51.100.77"}}""")!;
        _customer = await UntilCreatedAsync("/customer-gateways", "customer_gateway", () => customer);
        await Eventually.Async(async () => (await ReadTagsAsync()).Status == HttpStatusCode.OK, Patience, Pause);
    }

    /// <summary>Makes two connections and deletes the one that is there for longest.</summary>
    public async Task ChangeAsync()
    {
        _acknowledged.AddRange(await Task.WhenAll(CreateAsync(), CreateAsync()));
        var first = _acknowledged[0];
        _acknowledged.RemoveAt(0);
        await Eventually.Async(
            async () => (await api.DeleteAsync($"/vpn-connection/{first}")).Status is HttpStatusCode.NoContent or HttpStatusCode.NotFound, Patience, Pause);
    }

    /// <summary>While a service is down, tags are read as they were; one that needs it to change them says so.</summary>
    public async Task TagsAreReadWithoutAsync(string project)
    {
        if (project == "VpnMesh.Governance")
        {
            var gateway = (await api.GetAsync($"/vpn-gateways/{_gateway}")).Json!["vpn_gateway"]!;
            gateway["tags"]!.ToJsonString().ShouldBe(Tags);
        }
        if (project == "VpnMesh.SiteToSite")
        {
            (await ReadTagsAsync()).Json!["tags"]!.ToJsonString().ShouldBe(Tags);
            var change = JsonNode.Parse("""{"tags":[{"key":"owner","value":"nobody"}]}""")!;
            (await api.PostAsync($"/vpn-gateway/{_gateway}/tags/create", change)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
    }

    /// <summary>Alerts are neither lost nor doubled, and the ledger is exact.</summary>
    public async Task WatchedToTheLastAsync(Told told)
    {
        var connections = (await api.GetAsync("/vpn-connection")).Json!["vpn_connections"]!.AsArray()
            .Select(connection => connection!["id"]!.GetValue<string>()).ToArray();
        _acknowledged.ShouldBeSubsetOf(connections);
        await Eventually.Async(async () => (await AboutAsync(open: true)).Order().SequenceEqual(connections.Order()), Patience, Pause);
        var alerts = (await AboutAsync(open: false)).Order().ToArray();
        alerts.ShouldBeUnique();
        await Eventually.Async(() => About(told, "alert.raised").Order().SequenceEqual(alerts), Patience, Pause);
        await Eventually.Async(() => About(told, "alert.cleared").Order().SequenceEqual(alerts.Except(connections)), Patience, Pause);
        await Eventually.Async(() => LedgerIsExactAsync(told), Patience, Pause);
    }

    /// <summary>
    /// What every kind of resource has in the ledger: one more when it was created, one less when it was gone. Events that were heard in
    /// another order than they happened leave entries there that cancel one another.
    /// </summary>
    private async Task<bool> LedgerIsExactAsync(Told told)
    {
        using var billing = new Billing(system, api.Project);
        var entries = await billing.LedgerAsync();
        foreach (var kind in new[] { "vpn_gateway", "vpn_connection", "p2c_vpn_gateway" })
        {
            var used = entries.Where(entry => entry.ResourceType == kind && entry.Meter.StartsWith(kind, StringComparison.Ordinal));
            var expected = Changes(told.Of($"{kind}.created"), 1).Concat(Changes(told.Of($"{kind}.deleted"), -1));
            var net = used.GroupBy(entry => (entry.ResourceId, entry.At), entry => entry.Delta)
                .Select(changes => (changes.Key.ResourceId, changes.Key.At, Delta: changes.Sum()))
                .Where(change => change.Delta != 0);
            if (!net.Order().SequenceEqual(expected.Order()))
            {
                return false;
            }
        }
        return true;
    }

    private static IEnumerable<(string Id, string At, long Delta)> Changes(IReadOnlyDictionary<string, List<JsonNode>> events, long delta) =>
        events.SelectMany(resource => resource.Value.Select(told => (resource.Key, told["time"]!.GetValue<string>(), delta)));

    private static IEnumerable<string> About(Told told, string type) => told.Of(type).Values
        .SelectMany(events => events)
        .Where(alert => alert["data"]!["rule"]!.GetValue<string>() == "connection_down")
        .Select(alert => alert["data"]!["about_id"]!.GetValue<string>());

    private async Task<IEnumerable<string>> AboutAsync(bool open) => (await Administration.AlertsAsync(system, api.Project, open))
        .Where(alert => alert.Rule == "connection_down")
        .Select(alert => alert.AboutId);

    private Task<ApiAnswer> ReadTagsAsync() => api.GetAsync($"/vpn-gateway/{_gateway}/tags");

    // Each with a name of its own: one that got no answer may be there.
    private Task<string> CreateAsync() => UntilCreatedAsync("/vpn-connection", "vpn_connection", () => Body($"vpn-watched-{Interlocked.Increment(ref _names)}"));

    private async Task<string> UntilCreatedAsync(string path, string kind, Func<JsonNode> body)
    {
        ApiAnswer? created = null;
        await Eventually.Async(
            async () =>
            {
                created = await api.PostAsync(path, body());
                return created.Status == HttpStatusCode.Created;
            },
            Patience,
            Pause);
        return ClientVpnSteps.Id(created!, kind);
    }

    /// <summary>Body of a creation of one more connection of the gateway.</summary>
    public JsonNode Body(string name) => JsonNode.Parse(
        $$$"""
        {"vpn_connection":{"name":"{{{name}}}","vgw_id":"{{{_gateway}}}","vgw_ip":"{{{_eip}}}","cgw_id":"{{{_customer}}}",
         "peer_subnets":["10.9.0.0/24"],"psk":"Abcd-1234-efgh"}}
        """)!;
}
