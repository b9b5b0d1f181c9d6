using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>
/// One of every kind of resource at least, in whatever states they rest in, and the ids under which paths name them: for tests of what
/// outlives processes, machines and releases.
/// </summary>
internal sealed class MixedResources
{
    private const string Gateways = "/p2c-vpn-gateways";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly ApiClient _api;
    private readonly Dictionary<string, List<string>> _ids = [];

    private MixedResources(ApiClient api) => _api = api;

    /// <summary>Ids by the name of the parameter of a path, as the contract writes it.</summary>
    public IReadOnlyDictionary<string, List<string>> Ids => _ids;

    /// <summary>A token of the project, which outlives its process too.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Settings of a system without which some of the resources do not come to rest.</summary>
    public static void Set(MeshSystem system) => system.Extra["LOOPBACK_PEERS"] = MeshSystem.PresentPeer + "/32";

    public static async Task<MixedResources> CreateAsync(MeshSystem system, ApiClient api)
    {
        var resources = new MixedResources(api) { Token = await Administration.TokenAsync(system, api.Project) };
        await Task.WhenAll(resources.SiteToCloudAsync(), resources.PointToCloudAsync());
        return resources;
    }

    /// <summary>Another VPN gateway, with EIPs.</summary>
    public async Task<string> AddGatewayAsync(string name) => Keep("vgw_id", await _api.CreateGatewayAsync(Bodies.NewEips(name)));

    private async Task SiteToCloudAsync()
    {
        var gateway = await AddGatewayAsync("vpngw-mixed");
        Keep("vgw_id", await _api.CreateGatewayAsync(Bodies.Private()));
        var gm = Bodies.Private();
        gm["vpn_gateway"]!["flavor"] = "GM";
        var withCertificate = Keep("vgw_id", await _api.CreateGatewayAsync(gm));
        var eip = (await _api.UntilActiveAsync(gateway))["eip1"]!["id"]!.GetValue<string>();
        await _api.UntilActiveAsync(withCertificate);
        await UploadAsync(withCertificate);

        var present = await CustomerGatewayAsync(MeshSystem.PresentPeer);
        var absent = await CustomerGatewayAsync("198.51.100.21");
        var connected = await ConnectionAsync("vpn-up", gateway, eip, present, "10.1.0.0/16");
        await ConnectionAsync("vpn-down", gateway, eip, absent, "10.2.0.0/16");
        await TagAsync("vpn-gateway", gateway);
        await TagAsync("customer-gateway", absent);
        await TagAsync("vpn-connection", connected);
        await UntilAsync($"/vpn-connection/{connected}", "vpn_connection", "ACTIVE");
        if (await IsThereAsync("/connection-monitors"))
        {
            await MonitorAsync(connected);
        }
        await UpgradeAsync("/vpn-gateways", gateway);
        await _api.UntilActiveAsync(gateway);
    }

    private async Task MonitorAsync(string connected)
    {
        var monitor = await _api.CreateAsync("/connection-monitors", "connection_monitor", new() { ["vpn_connection_id"] = connected });
        Keep("connection_monitor_id", monitor);
        await UntilAsync($"/connection-monitors/{monitor}", "connection_monitor", "ACTIVE");
    }

    private async Task PointToCloudAsync()
    {
        var gateway = Keep("p2c_vgw_id", await _api.CreateP2cGatewayAsync());
        await TagAsync("p2c-vpn-gateways", gateway);
        var server = await _api.CreateServerAsync(gateway);
        Keep("vpn_server_id", server.Split('/')[^1]);
        Keep("client_ca_certificate_id", await _api.CreateAsync(
            $"{server}/client-ca-certificates", "client_ca_certificate", new() { ["name"] = "ca-mixed", ["content"] = Certificates.Ca("mixed") }));
        var group = Keep("group_id", await _api.CreateAsync($"{server}/groups", "user_group", new() { ["name"] = "群组", ["description"] = "a & b <c>" }));
        foreach (var name in new[] { "anna", "berta" })
        {
            var user = ClientVpnSteps.User(name);
            user["user_group_id"] = group;
            Keep("user_id", await _api.CreateAsync($"{server}/users", "user", user));
        }
        Keep("policy_id", await _api.CreateAsync(
            $"{server}/access-policies",
            "access_policy",
            new() { ["name"] = "policy-mixed", ["user_group_id"] = group, ["dest_ip_cidrs"] = new JsonArray("192.168.0.7/32", "10.1.0.0/24") }));
        var log = new JsonObject { ["log_group_id"] = Guid.CreateVersion7().ToString(), ["log_stream_id"] = Guid.CreateVersion7().ToString() };
        await SendAsync(HttpMethod.Put, $"{Gateways}/{gateway}/log-config", new() { ["log_config"] = log }, HttpStatusCode.OK);
        await UpgradeAsync(Gateways, gateway);
        await _api.UntilP2cGatewayActiveAsync(gateway);
        await _api.UntilServerActiveAsync(gateway);
    }

    // Up to the end: a job that waits would go on.
    private async Task UpgradeAsync(string gateways, string id)
    {
        foreach (var (action, comesTo) in new[] { ("start", "pending_upgrade_confirm"), ("finish", "success") })
        {
            await SendAsync(HttpMethod.Post, $"{gateways}/{id}/upgrade", new() { ["action"] = action }, HttpStatusCode.Accepted);
            await Eventually.Async(
                async () => (await _api.GetAsync($"{gateways}/jobs?resource_id={id}")).Text.Contains($"\"{comesTo}\"", StringComparison.Ordinal), Patience);
        }
    }

    private async Task UploadAsync(string gateway)
    {
        var texts = GmCertificates.Texts();
        var certificate = new JsonObject
        {
            ["certificate"] = texts.Certificate,
            ["private_key"] = texts.PrivateKey,
            ["certificate_chain"] = texts.CertificateChain,
            ["enc_certificate"] = texts.EncCertificate,
            ["enc_private_key"] = texts.EncPrivateKey,
        };
        await SendAsync(HttpMethod.Post, $"/vpn-gateways/{gateway}/certificate", new() { ["certificate"] = certificate }, HttpStatusCode.Created);
        await UntilAsync($"/vpn-gateways/{gateway}/certificate", "certificate", "BOUND");
    }

    private async Task<string> CustomerGatewayAsync(string address) => Keep(
        "customer_gateway_id", await _api.CreateAsync("/customer-gateways", "customer_gateway", new() { ["name"] = "cgw-中文", ["id_value"] = address }));

    private async Task<string> ConnectionAsync(string name, string gateway, string eip, string customer, string subnet) => Keep(
        "vpn_connection_id",
        await _api.CreateAsync("/vpn-connection", "vpn_connection", new()
        {
            ["name"] = name,
            ["vgw_id"] = gateway,
            ["vgw_ip"] = eip,
            ["cgw_id"] = customer,
            ["peer_subnets"] = new JsonArray(subnet),
            ["psk"] = "Abcd-1234-efgh",
        }));

    private async Task TagAsync(string type, string id)
    {
        if (await IsThereAsync($"/{type}/tags"))
        {
            var tags = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "网络" }, new JsonObject { ["key"] = "of", ["value"] = type });
            await SendAsync(HttpMethod.Post, $"/{type}/{id}/tags/create", new() { ["tags"] = tags }, HttpStatusCode.NoContent);
        }
    }

    // Releases that are recorded may have had less.
    private async Task<bool> IsThereAsync(string path) => (await _api.GetAsync(path)).Status == HttpStatusCode.OK;

    private Task UntilAsync(string path, string kind, string status) => Eventually.Async(
        async () => (await _api.GetAsync(path)).Json?[kind]?["status"]?.GetValue<string>() == status, Patience);

    private async Task SendAsync(HttpMethod method, string path, JsonObject body, HttpStatusCode expected)
    {
        var answer = await _api.SendAsync(method, path, body.ToJsonString());
        answer.Status.ShouldBe(expected, answer.Text);
    }

    private string Keep(string parameter, string id)
    {
        lock (_ids)
        {
            _ids.TryAdd(parameter, []);
            _ids[parameter].Add(id);
        }
        return id;
    }
}
