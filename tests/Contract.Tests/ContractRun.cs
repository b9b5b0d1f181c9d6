using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using VpnMesh.Contract.Tests.Access;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.TestKit;

namespace VpnMesh.Contract.Tests;

/// <summary>
/// Sends every request of the data to one running system: the embedded default with a strict inventory. Operations run beside one another,
/// each in a project of its own; the requests of one follow one another, so that it can be seen whether one changed anything.
/// </summary>
public sealed class ContractRun : IAsyncLifetime
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly string[] Flavors = ["Basic", "Professional1", "Professional2", "GM", "Professional1-NonFixedIP", "Professional2-NonFixedIP"];

    private readonly EmbeddedSystem _system = new();
    private readonly ConcurrentDictionary<string, string?> _failures = new();
    private GrpcChannel? _governance;
    private GrpcChannel? _siteToSite;
    private GrpcChannel? _p2c;
    private int _number;

    internal static IReadOnlyDictionary<string, IReadOnlyList<Probe>> AllProbes { get; } =
        ContractOperation.All.Values.ToDictionary(operation => operation.Id, Probes.Of);

    internal ReturnedRules Returned { get; } = new();

    /// <summary>Every event that was told, in JSON.</summary>
    internal IReadOnlyList<string> Told { get; private set; } = [];

    internal ConcurrentDictionary<string, AnswerSchema> Schemas { get; } = new();

    internal InventoryAdministration.InventoryAdministrationClient Governance => new(_governance);

    internal P2cAdministration.P2cAdministrationClient ClientVpn => new(_p2c);

    /// <summary>What was wrong with a request's outcome, or null.</summary>
    internal string? FailureOf(Probe probe) => _failures.TryGetValue($"{probe}", out var failure) ? failure : "was not sent";

    public async ValueTask InitializeAsync()
    {
        _system.Extra["INVENTORY"] = "strict";
        _system.Extra["AGENT_ZONE"] = "region-1a,region-1b,region-1c,region-1d,edge-1a,z";
        _system.Extra["ALERT_CONNECTION_DOWN_SECONDS"] = "1";
        _system.Extra["MONITOR_INTERVAL_SECONDS"] = "1";
        _system.Extra["RATE_LIMIT"] = "100000";
        // So that there is something to upgrade to, and somebody to negotiate with.
        _system.Extra["GATEWAY_VERSION"] = "oldest";
        _system.Extra["LOOPBACK_PEERS"] = "203.0.113.0/24";
        _system.Extra["LOOPBACK_CLIENTS"] = "anna,bert";
        await _system.StartAsync();
        _governance = _system.Channel("GOVERNANCE");
        _siteToSite = _system.Channel("SITE_TO_SITE");
        _p2c = _system.Channel("P2C");
        await RegisterZonesAsync();
        using var callers = await Callers.CreateAsync(_system, () => Administrator(""));
        var another = await Administration.CreateProjectAsync(_system);
        foreach (var operation in ContractOperation.All.Values)
        {
            Schemas[operation.Id] = new AnswerSchema(operation, Returned);
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        // The operations with the most requests first: the run is as long as the longest.
        await Parallel.ForEachAsync(ContractOperation.All.Values.OrderByDescending(operation => AllProbes[operation.Id].Count), options, async (operation, _) =>
        {
            using var world = new World(this, new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system)), callers, another);
            await world.PrepareAsync();
            await callers.GrantAsync(world.Project, operation.Id);
            foreach (var probe in AllProbes[operation.Id])
            {
                _failures[$"{probe}"] = await new ProbeRun(operation, Schemas[operation.Id], world, this).FailureAsync(probe);
            }
        });
        // The last of them come a little later than the answers.
        await Task.WhenAny(Eventually.Async(() => ToldEvents.Missing(Told = _system.Events()).Length == 0, Timeout, Timeout / 10));
    }

    public async ValueTask DisposeAsync()
    {
        _governance?.Dispose();
        _siteToSite?.Dispose();
        _p2c?.Dispose();
        await _system.DisposeAsync();
    }

    internal int NextNumber() => Interlocked.Increment(ref _number);

    internal void Know(JsonNode? resource) => Returned.Know(resource);

    internal CallOptions Administrator(string project) =>
        _system.Signer.With(CallerExtensions.OfPart(CallerExtensions.Administrator, project), Timeout, TimeProvider.System, CancellationToken.None);

    internal async Task FreezeAsync(string project, string gateway) =>
        await new SiteToSiteAdministration.SiteToSiteAdministrationClient(_siteToSite)
            .FreezeVgwAsync(new FreezeVgwRequest { ProjectId = project, VgwId = gateway, Frozen = true }, Administrator(project));

    internal async Task FreezeClientsAsync(string project, string gateway, int effect) =>
        await ClientVpn.FreezeP2cVgwAsync(new FreezeP2cVgwRequest { ProjectId = project, P2CVgwId = gateway, FrozenEffect = effect }, Administrator(project));

    internal async Task UnbindAsync(string project, string eip) =>
        await Governance.UnbindEipAsync(new UnbindEipRequest { ProjectId = project, EipId = eip }, Administrator(project));

    internal async Task SetEipTypeAsync(string type, bool offered, bool soldOut) =>
        await Governance.SetEipTypeAsync(new SetEipTypeRequest { Type = type, Offered = offered, SoldOut = soldOut }, Administrator(""));

    /// <summary>Two zones that offer everything, one that has nothing left, one with little, one elsewhere, one without an agent, and one with a short name.</summary>
    private async Task RegisterZonesAsync()
    {
        await RegisterZoneAsync("region-1a", "center", Flavors);
        await RegisterZoneAsync("region-1b", "center", Flavors);
        await RegisterZoneAsync("region-1c", "center", ["Professional2"], soldOut: true);
        await RegisterZoneAsync("region-1d", "center", ["Basic"]);
        await RegisterZoneAsync("edge-1a", "edge", Flavors);
        await RegisterZoneAsync("region-1z", "center", Flavors);
        await RegisterZoneAsync("z", "center", Flavors);
        foreach (var type in new[] { "5_bgp", "5_sbgp", "5_youxuanbgp" })
        {
            await SetEipTypeAsync(type, offered: true, soldOut: false);
        }
    }

    private async Task RegisterZoneAsync(string name, string group, string[] flavors, bool soldOut = false)
    {
        var zone = new Zone { Name = name, PublicBorderGroup = group, SoldOut = soldOut };
        zone.Specs.AddRange(
            from flavor in flavors
            from attachment in flavor == "Basic" ? ["vpc"] : new[] { "vpc", "er" }
            from version in new[] { "ipv4", "ipv6" }
            select new ZoneSpec { Flavor = flavor, AttachmentType = attachment, IpVersion = version });
        zone.P2CFlavors.AddRange(flavors.Where(flavor => flavor == "Professional1" && group == "center"));
        await Governance.RegisterZoneAsync(new RegisterZoneRequest { Zone = zone }, Administrator(""));
    }
}
