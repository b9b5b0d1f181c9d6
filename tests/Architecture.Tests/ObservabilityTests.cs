using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using VpnMesh.Architecture.Tests.Observability;
using VpnMesh.Protos.SiteToSite.V5;
using Xunit;

namespace VpnMesh.Architecture.Tests;

/// <summary>Dashboard and alert rules ask for what the parts tell, and every alert says what to do.</summary>
public sealed partial class ObservabilityTests
{
    // What Prometheus itself and the broker tell.
    private static readonly string[] Foreign = ["up", "rabbitmq_queue_messages"];

    // What Prometheus adds to every series, the buckets of a histogram, and the queue of a broker.
    private static readonly string[] Added = ["job", "instance", "le", "queue"];

    [Fact]
    public async Task Every_metric_and_label_that_is_asked_for_is_told()
    {
        await using var host = await MeasuredHost.StartAsync();
        (await host.CallEdgeAsync("/v5/x/vpn-gateways")).ShouldBe(HttpStatusCode.Unauthorized);
        await host.CallAsync(async (channel, options) => await new VpnGateways.VpnGatewaysClient(channel).CreateVgwAsync(Wanted(), options));
        // Some things are told of the last collection only.
        GC.Collect();
        var told = await UntilToldAsync(host);

        var queries = Queries.All();
        queries.Count.ShouldBeGreaterThan(50);
        foreach (var query in queries.Where(query => query.Length > 0))
        {
            var metrics = Queries.Metrics(query).Except(Foreign).ToArray();
            metrics.ShouldBeSubsetOf(told.Keys, query);
            Queries.Labels(query).Except(Added).ShouldBeSubsetOf(metrics.SelectMany(metric => told[metric]), query);
        }
    }

    [Fact]
    public async Task No_label_grows_with_projects_or_resources()
    {
        await using var host = await MeasuredHost.StartAsync();
        (await host.CallEdgeAsync($"/v5/{MeasuredHost.ProjectId}/no-such-thing")).ShouldBe(HttpStatusCode.NotFound);
        await host.CallAsync(async (channel, options) => await new VpnGateways.VpnGatewaysClient(channel).CreateVgwAsync(Wanted(), options));
        await UntilToldAsync(host);
        var text = await host.ScrapeAsync();
        text.ShouldNotContain(MeasuredHost.ProjectId);
        Uuid().Matches(text).Select(match => match.Value).ShouldBeEmpty();
        text.ShouldContain("operation=\"unknown\"");
    }

    [Fact]
    public void Every_alert_has_its_section_and_leads_there()
    {
        var sections = Section().Matches(Repository.Read("deploy/observability/alerts.md")).Select(match => match.Groups[1].Value).ToArray();
        var alerts = Queries.Alerts();
        alerts.Count.ShouldBeGreaterThan(10);
        sections.ShouldBe(alerts);
        var rules = Repository.Read(Queries.Rules);
        alerts.ShouldAllBe(alert => rules.Contains($"deploy/observability/alerts.md#{alert.ToLowerInvariant()}'"));
    }

    // The gateway's agents have reported, what was told is taken in, and the stores have been looked into since.
    private static async Task<Dictionary<string, HashSet<string>>> UntilToldAsync(MeasuredHost host)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            var text = await host.ScrapeAsync();
            if (Settled().IsMatch(text) && text.Contains("vpnmesh_events_consumed_total"))
            {
                return Exposition.Read(text);
            }
        }
        throw new InvalidOperationException("There was no further tick.");
    }

    private static CreateVgwRequest Wanted() => new()
    {
        VpnGateway = new NewVpnGateway
        {
            VpcId = "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
            ConnectSubnet = "f5741286-4c1e-4a8d-8a86-2c82bd9ee114",
            LocalSubnets = { "192.168.0.0/24" },
            Eip1 = new() { Id = "cff40e5e-4c1e-4a8d-8a86-7366077bf097" },
            Eip2 = new() { Id = "d290f1ee-4c1e-4a8d-8a86-d701748f0851" },
        },
    };

    [GeneratedRegex("vpnmesh_resources\\{[^}]*status=\"ACTIVE\"")]
    private static partial Regex Settled();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^### (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
