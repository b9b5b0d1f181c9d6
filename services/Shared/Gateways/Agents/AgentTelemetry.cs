using System.Diagnostics;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>
/// Spans of what passes between a service and its agents. Changes wait in the store, which knows the request that made them, and with it
/// the trace, but not the span.
/// </summary>
internal static class AgentTelemetry
{
    /// <summary>An agent is being told of a change.</summary>
    /// <returns>The place in the trace that it is told; empty when the trace is not kept.</returns>
    public static string Tell(string resourceId, string requestId)
    {
        using var span = Describe(Tracing.Of("tell agent", ActivityKind.Producer, requestId), resourceId);
        return span?.Id ?? "";
    }

    /// <summary>An agent has reported what became of a change; what is told of it belongs to the same trace.</summary>
    public static Activity? Report(string resourceId, string requestId) =>
        Describe(Tracing.Of("take report of agent", ActivityKind.Consumer, requestId), resourceId);

    private static Activity? Describe(Activity? span, string resourceId) => span?.SetTag("vpnmesh.resource_id", resourceId);
}
