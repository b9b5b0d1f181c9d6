using Grpc.Core;
using Grpc.Net.Client;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;

/// <summary>How certificates come to the end points of their gateways.</summary>
public sealed class CertificateAgentTests
{
    // These agents never beat.
    private const double LongLease = 600;

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_certificate_is_bound_replaced_and_goes_with_its_gateway(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new Caller(system);
        await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var gatewayId = await CreateGmAsync(system);
        await system.BecomesAsync(gatewayId, "ACTIVE");

        var id = await caller.UploadAsync(gatewayId, GmCertificates.Texts());
        await caller.BecomesAsync(gatewayId, "BOUND");
        await caller.ReplaceAsync(gatewayId, id, GmCertificates.Texts());
        await caller.BecomesAsync(gatewayId, "BOUND");
        (await system.StatusAsync(gatewayId)).ShouldBe("ACTIVE");

        await system.DeleteGatewayAsync(gatewayId);
        await system.BecomesAsync(gatewayId, null);
        (await caller.StatusAsync(gatewayId)).ShouldBeNull();
        await Eventually.Async(() => system.Events.Of(id).Length == 6);
        system.Events.Of(id).ShouldBe(
        [
            "vpn_gateway_certificate.created", "BINDING -> BOUND",
            "vpn_gateway_certificate.updated", "BOUND -> BINDING", "BINDING -> BOUND",
            "vpn_gateway_certificate.deleted",
        ]);
        await Eventually.Async(() => system.Events.Of(gatewayId).Length == 2);
        system.Events.Of(gatewayId).ShouldBe(["PENDING_CREATE -> ACTIVE", "vpn_gateway.deleted"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_fault_at_one_end_point_shows_until_it_is_repaired(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new Caller(system);
        var agent = await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var gatewayId = await CreateGmAsync(system);
        await system.BecomesAsync(gatewayId, "ACTIVE");
        agent.Certificates.Fail(gatewayId, "the device does not take it");

        var id = await caller.UploadAsync(gatewayId, GmCertificates.Texts());
        await caller.BecomesAsync(gatewayId, "FAULT");
        (await system.StatusAsync(gatewayId)).ShouldBe("ACTIVE");
        // Whether the other end point has reported by now or not, it stays a fault.
        await Eventually.Async(() => system.Events.Of(id).LastOrDefault() == "BINDING -> FAULT");

        agent.Certificates.Repair(gatewayId);
        await caller.BecomesAsync(gatewayId, "BOUND");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_agent_is_told_texts_and_keys_and_its_reports_count_for_its_own_end_points(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, LongLease);
        using var caller = new Caller(system);
        using var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        using var other = await ScriptedAgent.RegisterAsync(system, "zone-b", "b");
        var gatewayId = await CreateAppliedAsync(system, agent, other);
        var texts = GmCertificates.Texts();
        var id = await caller.UploadAsync(gatewayId, texts);

        var told = (await agent.NextAsync()).Changes.Certificates.ShouldHaveSingleItem();
        told.ShouldBe(new DesiredCertificate
        {
            CertificateId = id,
            GatewayId = gatewayId,
            Slot = 1,
            Generation = 1,
            Certificate = texts.Certificate,
            PrivateKey = texts.PrivateKey,
            CertificateChain = texts.CertificateChain,
            EncCertificate = texts.EncCertificate,
            EncPrivateKey = texts.EncPrivateKey,
        });
        (await other.NextAsync()).Changes.Certificates.ShouldHaveSingleItem().ShouldBe(new DesiredCertificate(told) { Slot = 2 });
        await ReportAsync(agent, told, 1, ObservedState.Applied);
        await ReportAsync(other, told, 2, ObservedState.Failed);
        await caller.BecomesAsync(gatewayId, "FAULT");

        // Of an end point of another agent, of a generation that nobody made, of another certificate, of none, of no kind.
        await ReportAsync(agent, told, 2, ObservedState.Applied);
        await ReportAsync(other, told, 2, ObservedState.Applied, generation: 2);
        await ReportAsync(other, new DesiredCertificate(told) { CertificateId = gatewayId }, 2, ObservedState.Applied);
        await ReportAsync(other, new DesiredCertificate { Generation = 1 }, 2, ObservedState.Applied);
        await ReportAsync(other, told, 3, ObservedState.Applied);
        await ReportAsync(other, told, 2, ObservedState.Gone);
        // What is reported last shows that all before was taken in.
        await ReportAsync(agent, told, 1, ObservedState.Failed);
        await ObservedAsync(system, gatewayId, 1, "failed");
        await ReportAsync(agent, told, 1, ObservedState.Applied);
        await ObservedAsync(system, gatewayId, 1, "applied");
        (await caller.StatusAsync(gatewayId)).ShouldBe("FAULT");
        await ReportAsync(other, told, 2, ObservedState.Applied);
        await caller.BecomesAsync(gatewayId, "BOUND");

        // Of a replacement the reports about the one before no longer count.
        await caller.ReplaceAsync(gatewayId, id, GmCertificates.Texts());
        (await agent.NextAsync()).Changes.Certificates.ShouldHaveSingleItem().Generation.ShouldBe(2);
        (await other.NextAsync()).Changes.Certificates.ShouldHaveSingleItem().Generation.ShouldBe(2);
        await ReportAsync(agent, told, 1, ObservedState.Applied, generation: 2);
        await ReportAsync(agent, told, 1, ObservedState.Failed);
        await ReportAsync(other, told, 2, ObservedState.Applied);
        await Eventually.Async(async () => (await system.ObservedGenerationsAsync(gatewayId)) == (2, 1));
        (await caller.StatusAsync(gatewayId)).ShouldBe("BINDING");
        await ReportAsync(other, told, 2, ObservedState.Applied, generation: 2);
        await caller.BecomesAsync(gatewayId, "BOUND");
        await Eventually.Async(() => system.Events.Of(id).Length >= 6);
        system.Events.Of(id).ShouldBe(
        [
            "vpn_gateway_certificate.created", "BINDING -> FAULT", "FAULT -> BOUND",
            "vpn_gateway_certificate.updated", "BOUND -> BINDING", "BINDING -> BOUND",
        ]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_end_point_that_moves_takes_the_certificate_with_it(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, lease: 6);
        using var caller = new Caller(system);
        var lost = await system.StartAgentAsync("zone-a", "lost");
        await system.StartAgentAsync("zone-b");
        var gatewayId = await CreateGmAsync(system);
        await system.BecomesAsync(gatewayId, "ACTIVE");
        var id = await caller.UploadAsync(gatewayId, GmCertificates.Texts());
        await caller.BecomesAsync(gatewayId, "BOUND");

        await system.StartAgentAsync("zone-a", "other");
        await lost.StopAsync();

        await Eventually.Async(() => system.Events.Of(id).Length == 4);
        system.Events.Of(id).ShouldBe(["vpn_gateway_certificate.created", "BINDING -> BOUND", "BOUND -> BINDING", "BINDING -> BOUND"]);
        (await system.PlacementsAsync(gatewayId))[0].AgentId.ShouldBe("other");
        (await caller.StatusAsync(gatewayId)).ShouldBe("BOUND");
        system.Events.Of(gatewayId).ShouldBe(["PENDING_CREATE -> ACTIVE"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_agent_that_restarts_is_told_every_certificate_again(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, LongLease);
        using var caller = new Caller(system);
        string gatewayId;
        DesiredCertificate told;
        using (var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a"))
        {
            using var other = await ScriptedAgent.RegisterAsync(system, "zone-b", "b");
            gatewayId = await CreateAppliedAsync(system, agent, other);
            await caller.UploadAsync(gatewayId, GmCertificates.Texts());
            told = (await agent.NextAsync()).Changes.Certificates.ShouldHaveSingleItem();
            await ReportAsync(agent, told, 1, ObservedState.Applied);
            await ReportAsync(other, told, 2, ObservedState.Applied);
            await caller.BecomesAsync(gatewayId, "BOUND");
        }

        using var anew = await ScriptedAgent.ConnectAsync(system, Registration);
        (await SnapshotAsync(anew)).SelectMany(page => page.Certificates).ShouldHaveSingleItem().ShouldBe(told);
        (await caller.StatusAsync(gatewayId)).ShouldBe("BOUND");
        await ReportAsync(anew, told, 1, ObservedState.Failed);
        await caller.BecomesAsync(gatewayId, "FAULT");
        await ReportAsync(anew, told, 1, ObservedState.Applied);
        await caller.BecomesAsync(gatewayId, "BOUND");
    }

    [Fact]
    public async Task Restarts_of_agents_and_service_leave_certificates_bound()
    {
        await using var system = await AgentsSystem.StartAsync("sqlite");
        var agent = await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var gatewayId = await CreateGmAsync(system);
        await system.BecomesAsync(gatewayId, "ACTIVE");
        await agent.StopAsync();
        using (var caller = new Caller(system))
        {
            await caller.UploadAsync(gatewayId, GmCertificates.Texts());
            (await caller.StatusAsync(gatewayId)).ShouldBe("BINDING");
        }
        await system.StopServiceAsync();
        await system.StartServiceAsync();
        await system.StartAgentAsync("zone-a");

        using var later = new Caller(system);
        await later.BecomesAsync(gatewayId, "BOUND");
    }

    [Fact]
    public async Task Many_certificates_come_in_pages_before_the_snapshot_ends()
    {
        const int count = 230;
        await using var system = await AgentsSystem.StartAsync("sqlite", LongLease);
        using var caller = new Caller(system);
        using (await ScriptedAgent.RegisterAsync(system, "zone-a", "a"))
        {
            var gatewayIds = await system.CreateGatewaysAsync(count);
            await system.ExecuteAsync("UPDATE vpn_gateway SET flavor = 'GM', observed_generation = 1");
            await Eventually.Async(async () => (await system.CountPlacedAsync("a")) == count);
            var texts = GmCertificates.Texts();
            await Task.WhenAll(gatewayIds.Select(gatewayId => caller.UploadAsync(gatewayId, texts)));
        }

        using var anew = await ScriptedAgent.ConnectAsync(system, Registration);
        var pages = await SnapshotAsync(anew);
        pages.SkipLast(1).Select(page => page.Certificates.Count).ShouldBe([100, 100, 30]);
        pages.SelectMany(page => page.Certificates).Select(certificate => certificate.GatewayId).Distinct().Count().ShouldBe(count);
        pages[^1].Gateways.Count.ShouldBe(count);
        pages[^1].Digest.ShouldNotBeEmpty();
    }

    private static Register Registration => new() { AgentId = "a", Zone = "zone-a", Capacity = 1000, Backend = "loopback" };

    private static async Task<string> CreateGmAsync(AgentsSystem system)
    {
        var gatewayId = await system.CreateGatewayAsync();
        await system.ExecuteAsync($"UPDATE vpn_gateway SET flavor = 'GM' WHERE id = '{gatewayId}'");
        return gatewayId;
    }

    /// <summary>A gateway that both agents have reported.</summary>
    private static async Task<string> CreateAppliedAsync(AgentsSystem system, ScriptedAgent agent, ScriptedAgent other)
    {
        var gatewayId = await CreateGmAsync(system);
        foreach (var (one, slot) in new[] { (agent, 1), (other, 2) })
        {
            (await one.NextAsync()).Changes.Gateways.ShouldHaveSingleItem().GatewayId.ShouldBe(gatewayId);
            await one.ReportAsync(new ObservedGateway { GatewayId = gatewayId, Slot = slot, Generation = 1, State = ObservedState.Applied });
        }
        await system.BecomesAsync(gatewayId, "ACTIVE");
        return gatewayId;
    }

    private static Task ReportAsync(ScriptedAgent agent, DesiredCertificate about, int slot, ObservedState state, long? generation = null)
    {
        var report = new ObservedCertificate
        {
            GatewayId = about.GatewayId,
            Slot = slot,
            CertificateId = about.CertificateId,
            Generation = generation ?? about.Generation,
            State = state,
        };
        return agent.SendAsync(new AgentMessage { Observations = new Observations { Certificates = { report } } });
    }

    private static Task ObservedAsync(AgentsSystem system, string gatewayId, int slot, string state) =>
        Eventually.Async(async () => await system.ObservedStateAsync(gatewayId, slot) == state);

    /// <summary>The pages of the snapshot that a new stream begins with.</summary>
    private static async Task<IReadOnlyList<Snapshot>> SnapshotAsync(ScriptedAgent agent)
    {
        (await agent.NextAsync()).Registered.ShouldNotBeNull();
        var pages = new List<Snapshot>();
        do
        {
            pages.Add((await agent.NextAsync()).Snapshot);
        }
        while (pages[^1].More);
        return pages;
    }

    /// <summary>A user of the project of the system.</summary>
    private sealed class Caller : IDisposable
    {
        private readonly GrpcChannel _channel;
        private readonly CallerContextSigner _signer;
        private readonly Protos.SiteToSite.V5.VpnGatewayCertificates.VpnGatewayCertificatesClient _client;

        public Caller(AgentsSystem system)
        {
            var address = PartAddress.Parse(system.Address);
            _channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler() });
            _signer = new CallerContextSigner(Convert.FromBase64String(AgentsSystem.InternalKey), system.Time);
            _client = new(_channel);
        }

        private CallOptions Options =>
            new(new Metadata { { CallerContextSigner.Header, _signer.Sign(TestSystem.User(AgentsSystem.Project)) } });

        public async Task<string> UploadAsync(string gatewayId, NewVpnGatewayCertificate texts) =>
            (await _client.CreateVgwCertificateAsync(new CreateVgwCertificateRequest { VgwId = gatewayId, Certificate = texts }, Options)).Certificate.Id;

        public async Task ReplaceAsync(string gatewayId, string id, NewVpnGatewayCertificate texts) =>
            await _client.UpdateVgwCertificateAsync(new UpdateVgwCertificateRequest { VgwId = gatewayId, CertificateId = id, Certificate = texts }, Options);

        /// <summary>The status on the wire, or null when there is no certificate.</summary>
        public async Task<string?> StatusAsync(string gatewayId)
        {
            try
            {
                return (await _client.ShowVpnGatewayCertificateAsync(new ShowVpnGatewayCertificateRequest { VgwId = gatewayId }, Options)).Certificate.Status;
            }
            catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
            {
                return null;
            }
        }

        public Task BecomesAsync(string gatewayId, string status) =>
            Eventually.Async(async () => await StatusAsync(gatewayId) == status, TimeSpan.FromSeconds(30));

        public void Dispose() => _channel.Dispose();
    }
}
