using System.Collections.Concurrent;
using Grpc.Core;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>The streams of agents that end in this process, so that a second one of the same agent ends the first at once.</summary>
internal sealed class AgentStreams
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _streams = new(StringComparer.Ordinal);

    /// <summary>Ends a stream that no longer counts: on the next one the agent hears anew what it is to run.</summary>
    public static RpcException Over() =>
        new(new Status(StatusCode.Aborted, "the agent has a newer stream, or lost its lease: connect again"));

    /// <summary>Puts a stream in the place of the one the agent had.</summary>
    /// <returns>Completes when another stream takes its place.</returns>
    public TaskCompletionSource Enter(string agentId)
    {
        var superseded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _streams.AddOrUpdate(agentId, superseded, (_, previous) =>
        {
            previous.TrySetResult();
            return superseded;
        });
        return superseded;
    }

    /// <summary>Forgets a stream that has ended, unless another has taken its place.</summary>
    public void Leave(string agentId, TaskCompletionSource superseded) =>
        _streams.TryRemove(new KeyValuePair<string, TaskCompletionSource>(agentId, superseded));
}
