using CsCheck;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.Agents;

public sealed class ConvergenceTests
{
    private enum Step
    {
        Create,
        Update,
        Delete,
        RestartAgent,
        RestartService,
        StormOfStreams,
    }

    [Fact]
    public async Task Whatever_is_killed_and_changed_agents_end_up_running_what_is_wished()
    {
        await using var system = await AgentsSystem.StartAsync("sqlite", lease: 5);
        var agents = new Dictionary<string, AgentProcess>
        {
            ["zone-a"] = await system.StartAgentAsync("zone-a"),
            ["zone-b"] = await system.StartAgentAsync("zone-b"),
        };
        await Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 1000]).Array[3, 10].SampleAsync(
            async steps =>
            {
                foreach (var (step, choice) in steps)
                {
                    await TakeAsync(step, choice);
                }
                await system.AllBecomeAsync("ACTIVE");
                foreach (var (zone, agent) in agents)
                {
                    await Eventually.Async(async () => agent.Tunnels.Digest() == await system.DesiredDigestAsync("agent-" + zone));
                }
            },
            iter: 6,
            threads: 1);

        async Task TakeAsync(Step step, int choice)
        {
            var standing = (await system.ListAsync()).Where(gateway => gateway.Deleting == 0).ToArray();
            var zone = choice % 2 == 0 ? "zone-a" : "zone-b";
            switch (step)
            {
                case Step.Update when standing.Length > 0:
                    await system.UpdateGatewayAsync(standing[choice % standing.Length].Id);
                    break;
                case Step.Delete when standing.Length > 0:
                    await system.DeleteGatewayAsync(standing[choice % standing.Length].Id);
                    break;
                case Step.RestartAgent:
                    await agents[zone].StopAsync();
                    agents[zone] = await system.StartAgentAsync(zone);
                    break;
                case Step.RestartService:
                    await system.StopServiceAsync();
                    await system.StartServiceAsync();
                    break;
                case Step.StormOfStreams:
                    await StormAsync(zone);
                    break;
                default:
                    await system.CreateGatewaysAsync(1 + choice % 30);
                    break;
            }
        }

        async Task StormAsync(string zone)
        {
            for (var stream = 0; stream < 5; stream++)
            {
                try
                {
                    using var intruder = await ScriptedAgent.RegisterAsync(system, zone, "agent-" + zone);
                }
                catch (Grpc.Core.RpcException)
                {
                    // The agent itself came back in between and ended the stream of the intruder.
                }
            }
        }
    }
}
