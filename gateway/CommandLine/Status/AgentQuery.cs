using Grpc.Core;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Parts.V1;

namespace VpnMesh.CommandLine.Status;

/// <summary>The agents of both gateway services.</summary>
internal static class AgentQuery
{
    /// <summary>The settings of the parts that have agents.</summary>
    public static readonly string[] Settings = ["SITE_TO_SITE", "P2C"];

    /// <summary>All agents that can be learned of: a service that does not answer has none here.</summary>
    public static async Task<IReadOnlyList<Agent>> AllAsync(Run run)
    {
        var agents = new List<Agent>();
        foreach (var setting in Known(run))
        {
            try
            {
                agents.AddRange(await OfAsync(run, setting));
            }
            catch (RpcException) when (!run.Cancellation.IsCancellationRequested)
            {
                // The part itself is told of as unreachable or failing.
            }
        }
        return [.. agents.DistinctBy(agent => (agent.Part, agent.Id))];
    }

    /// <summary>As <see cref="AllAsync"/>, but each service must answer.</summary>
    public static async Task<IReadOnlyList<Agent>> RequireAsync(Run run)
    {
        var agents = new List<Agent>();
        foreach (var setting in Settings)
        {
            agents.AddRange(await OfAsync(run, setting));
        }
        // In one process each service tells of both.
        return [.. agents.DistinctBy(agent => (agent.Part, agent.Id))];
    }

    private static IEnumerable<string> Known(Run run) => Settings.Where(setting => !string.IsNullOrEmpty(run.Settings.Values[setting]));

    private static async Task<IEnumerable<Agent>> OfAsync(Run run, string setting) =>
        (await new PartStatus.PartStatusClient(run.Part(setting)).ListAgentsAsync(new ListAgentsRequest(), run.AsAdministrator())).Agents;
}
