using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>Creates users of a server and point-to-cloud gateways while processes die, and knows what was acknowledged.</summary>
internal sealed class ClientVpnLoad(MeshSystem system, ApiClient api)
{
    private const string Gateways = "/p2c-vpn-gateways";

    // A gateway takes as long as many users.
    private const int UsersPerGateway = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentBag<string> _users = [];
    private readonly ConcurrentBag<string> _gateways = [];
    private string _server = "";
    private int _attempts;

    /// <summary>Makes the server for the users.</summary>
    public async Task PrepareAsync()
    {
        // A reservation that lives for seconds may have run out where the machine is busy; then it is refused, and tried again.
        await CreateAsync(0);
        var gateway = _gateways.Single();
        await api.UntilP2cGatewayActiveAsync(gateway);
        _server = await api.CreateServerAsync(gateway);
    }

    /// <summary>Creates one more, and tries until that is acknowledged.</summary>
    public Task CreateAsync(int number) => number % (UsersPerGateway + 1) == 0
        ? UntilCreatedAsync(_gateways, Gateways, "p2c_vpn_gateway", _ => ClientVpnSteps.Gateway()["p2c_vpn_gateway"]!.DeepClone())
        : UntilCreatedAsync(_users, $"{_server}/users", "user", attempt => ClientVpnSteps.User($"user-{attempt}"));

    /// <summary>Everything acknowledged is there and told of, and counted; so is what was made without an answer.</summary>
    public async Task NothingLostAsync(Told told)
    {
        await Eventually.Async(async () => _gateways.ToHashSet().IsSubsetOf(await ActiveAsync()), Patience, Pause);
        var users = (await api.GetAsync($"{_server}/users")).Json!;
        var ids = users["users"]!.AsArray().Select(user => user!["id"]!.GetValue<string>()).ToHashSet();
        _users.ShouldNotBeEmpty();
        _users.ShouldBeSubsetOf(ids);
        users["total_count"]!.GetValue<long>().ShouldBe(ids.Count);
        await Eventually.Async(() => ids.IsSubsetOf(told.Created("vpn_user")) && told.Created("p2c_vpn_gateway").IsSupersetOf(_gateways), Patience, Pause);
        await QuotaIsExactAsync();
    }

    private async Task<IEnumerable<string>> ActiveAsync() => (await api.GetAsync(Gateways)).Json!["p2c_vpn_gateways"]!.AsArray()
        .Where(gateway => gateway!["status"]!.GetValue<string>() == "ACTIVE")
        .Select(gateway => gateway!["id"]!.GetValue<string>());

    // No answer shows how much of it is used: there is room for one more, and for no other.
    private async Task QuotaIsExactAsync()
    {
        var rows = (await api.GetAsync(Gateways)).Json!["total_count"]!.GetValue<long>();
        await Administration.SetQuotaAsync(system, api.Project, "p2c_vpn_gateway", rows + 1);
        await Eventually.Async(async () => (await api.PostAsync(Gateways, ClientVpnSteps.Gateway())).Status == HttpStatusCode.Created, Patience);
        (await api.PostAsync(Gateways, ClientVpnSteps.Gateway())).Error.ShouldBe("VPN.0513");
    }

    private Task UntilCreatedAsync(ConcurrentBag<string> acknowledged, string path, string kind, Func<int, JsonNode> wanted) => Eventually.Async(
        async () =>
        {
            // Each with a name of its own: one that got no answer may be there.
            var answer = await api.PostAsync(path, new JsonObject { [kind] = wanted(Interlocked.Increment(ref _attempts)) });
            if (answer.Status == HttpStatusCode.Created)
            {
                acknowledged.Add(ClientVpnSteps.Id(answer, kind));
            }
            return answer.Status == HttpStatusCode.Created;
        },
        Patience,
        Pause);
}
