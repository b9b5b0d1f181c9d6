using VpnMesh.Protos.Agent.V1;
using VpnMesh.SiteToSite.Tests.Agents;
using static VpnMesh.SiteToSite.Tests.VpnGatewayJobs.JobActions;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayJobs;

/// <summary>Agents and service are killed in every step, before and after the agents report; the job goes on as if nothing had been.</summary>
public sealed class InterruptedUpgradeTests
{
    // These agents never beat.
    private const double Lease = 600;

    // What the two end points are told, generation by generation.
    private static readonly ((string, string) First, (string, string) Second)[] Told =
    [
        ((Old, New), (Old, New)),
        ((New, Old), (Old, New)),
        ((New, Old), (New, Old)),
        ((New, Old), (Old, "")),
        ((Old, ""), (Old, "")),
    ];

    public static MatrixTheoryData<string, int, string> Rows => new(
        TestSystem.Dialects.Select(dialect => dialect.Data), Enumerable.Range(0, Told.Length), ["agent", "service", "service after the reports"]);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_job_survives(string dialect, int step, string killed)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease, null, LeavesRoom);
        using var a = new StepAgent(system, "zone-a", 1);
        using var b = new StepAgent(system, "zone-b", 2);
        await a.ConnectAsync();
        await b.ConnectAsync();
        var gateway = await system.CreateGatewayAsync();
        await Task.WhenAll(a.HearAsync(1), b.HearAsync(1));
        await ReportAsync();
        await system.BecomesAsync(gateway, "ACTIVE");

        var upgrade = await system.UpgradeAsync(gateway, "start");
        for (var done = 0; done < 3; done++)
        {
            await StepAsync(done);
        }
        var upgraded = await system.JobBecomesAsync(gateway, upgrade, "pending_upgrade_confirm");
        var rollback = await system.UpgradeAsync(gateway, "rollback");
        for (var done = 3; done < Told.Length; done++)
        {
            await StepAsync(done);
        }

        await system.JobBecomesAsync(gateway, rollback, "rollback_success");
        upgraded.Steps().ShouldBe(["success", "success", "success"]);
        (await system.StatusAsync(gateway)).ShouldBe("ACTIVE");

        async Task StepAsync(int number)
        {
            await Task.WhenAll(a.HearAsync(number + 2), b.HearAsync(number + 2));
            (a.Heard, b.Heard).ShouldBe(Told[number]);
            if (number == step)
            {
                await KillAsync();
            }
            // What was reported before the kill may have been taken in: then they hear of the next step already.
            if (a.Generation == number + 2 && b.Generation == number + 2)
            {
                (a.Heard, b.Heard).ShouldBe(Told[number]);
                await ReportAsync();
            }
        }

        async Task KillAsync()
        {
            switch (killed)
            {
                case "agent":
                    // It tells of what it had done just before.
                    await b.ReportAsync();
                    await a.ConnectAsync();
                    return;
                case "service after the reports":
                    await ReportAsync();
                    break;
            }
            await system.StopServiceAsync();
            await system.StartServiceAsync();
            await a.ConnectAsync();
            await b.ConnectAsync();
        }

        Task ReportAsync() => Task.WhenAll(a.ReportAsync(), b.ReportAsync());
    }

    /// <summary>An agent of one end point that does what it is told when the test lets it.</summary>
    private sealed class StepAgent(AgentsSystem system, string zone, int slot) : IDisposable
    {
        private ScriptedAgent? _agent;
        private DesiredGateway? _gateway;

        public long Generation => _gateway!.Generation;

        public (string, string) Heard => (_gateway!.Version, _gateway.PreparedVersion);

        public async Task ConnectAsync()
        {
            _agent?.Dispose();
            _agent = await ScriptedAgent.ConnectAsync(
                system, new Register { AgentId = zone, Zone = zone, Capacity = 10, Backend = "loopback", Versions = { Old, New } });
            (await _agent.NextAsync()).Registered.ShouldNotBeNull();
            Take((await _agent.NextAsync()).Snapshot.Gateways);
        }

        public async Task HearAsync(long generation)
        {
            while ((_gateway?.Generation ?? 0) < generation)
            {
                Take((await _agent!.NextAsync()).Changes.Gateways);
            }
            _gateway!.Generation.ShouldBe(generation);
        }

        public Task ReportAsync() => _agent!.ReportAsync(new ObservedGateway
        {
            GatewayId = _gateway!.GatewayId,
            Slot = slot,
            Generation = _gateway.Generation,
            State = ObservedState.Applied,
            Version = _gateway.Version,
            PreparedVersion = _gateway.PreparedVersion,
        });

        public void Dispose() => _agent?.Dispose();

        private void Take(IEnumerable<DesiredGateway> gateways) => _gateway = gateways.SingleOrDefault(gateway => gateway.Slot == slot) ?? _gateway;
    }
}
