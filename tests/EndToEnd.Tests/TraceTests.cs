using System.Net;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.EndToEnd.Tests.Telemetry;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>One trace per request, with all that it causes, in the processes that <see cref="SeparateOnSqliteTests"/> uses.</summary>
internal static class TraceTests
{
    // What may be told of a span: no body, no header, no secret.
    private static readonly string[] Told =
    [
        "http.response.status_code", "rpc.method", "rpc.grpc.status_code", "messaging.message.id", "messaging.rabbitmq.destination.routing_key",
        "vpnmesh.project", "vpnmesh.resource_id", "vpnmesh.error_code", "vpnmesh.handler", "vpnmesh.part",
    ];

    /// <summary>The trace of one create goes from the edge to the agent and back, and its id is that of the request.</summary>
    public static async Task ACreateIsOneTraceAsync(MeshSystem system, TraceCollector collector)
    {
        using var api = new ApiClient(system, system.Admin, await Administration.CreateProjectAsync(system));
        var created = await api.PostAsync("/vpn-gateways", Bodies.NewEips("vpngw-traced"));
        created.Status.ShouldBe(HttpStatusCode.Created);
        var id = created.Json!["vpn_gateway"]!["id"]!.GetValue<string>();
        await api.UntilActiveAsync(id);
        // Processes export what they have every few seconds.
        await Eventually.Async(() => Missing(collector.Of(created.RequestId)).Length == 0, TimeSpan.FromSeconds(60));

        var spans = collector.Of(created.RequestId);
        var edge = spans.Single(span => span.Service == "VpnMesh.Edge" && span.Parent == "");
        edge.Name.ShouldBe("CreateVgw");
        edge.Attributes["http.response.status_code"].ShouldContain("201");
        edge.Attributes["vpnmesh.project"].ShouldBe(api.Project);
        var service = spans.Single(span => span.Service == "VpnMesh.SiteToSite" && span.Name == "CreateVgw");
        service.Parent.ShouldBe(edge.Id);
        spans.ShouldContain(span => span.Service == "VpnMesh.Governance" && span.Parent == service.Id);
        spans.ShouldContain(span => span.Service == "VpnMesh.SiteToSite" && span.Name == "transaction" && span.Parent == service.Id);
        var published = spans.Where(span => span.Name == "publish vpn_gateway.created").ToArray();
        published.ShouldAllBe(span => span.Attributes["vpnmesh.resource_id"] == id);
        spans.Where(span => span.Name == "consume vpn_gateway.created").ShouldAllBe(span => published.Any(told => told.Id == span.Parent));
        var telling = spans.Where(span => span.Name == "tell agent").Select(span => span.Id).ToArray();
        spans.Where(span => span.Name == "apply gateway").ShouldAllBe(span => span.Service == "VpnMesh.GatewayAgent" && telling.Contains(span.Parent));
        spans.SelectMany(span => span.Attributes.Keys).Except(Told).ShouldBeEmpty();
        await api.DeleteGatewayAsync(id);
    }

    private static string[] Missing(IReadOnlyList<CollectedSpan> spans)
    {
        (string Service, string Name)[] expected =
        [
            ("VpnMesh.Edge", "CreateVgw"), ("VpnMesh.SiteToSite", "CreateVgw"), ("VpnMesh.SiteToSite", "publish vpn_gateway.created"),
            ("VpnMesh.Governance", "consume vpn_gateway.created"), ("VpnMesh.Metering", "consume vpn_gateway.created"),
            ("VpnMesh.SiteToSite", "tell agent"), ("VpnMesh.GatewayAgent", "apply gateway"), ("VpnMesh.SiteToSite", "take report of agent"),
            ("VpnMesh.SiteToSite", "publish vpn_gateway.status_changed"),
        ];
        return [.. expected.Where(part => !spans.Any(span => (span.Service, span.Name) == part)).Select(part => $"{part.Service}: {part.Name}")];
    }
}
