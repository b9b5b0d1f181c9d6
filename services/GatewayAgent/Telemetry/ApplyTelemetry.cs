using System.Diagnostics;
using System.Diagnostics.Metrics;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.GatewayAgent.Telemetry;

/// <summary>Counts what an agent brings about, as a part of the trace of the request that asked for it.</summary>
internal static class ApplyTelemetry
{
    private static readonly Counter<long> Changes = PartTelemetry.Meter.CreateCounter<long>(
        "vpnmesh.agent.changes", description: "Changes that an agent has brought about or failed to, by kind and outcome.");

    private static readonly UpDownCounter<long> Links =
        PartTelemetry.Meter.CreateUpDownCounter<long>("vpnmesh.agent.links", description: "Streams from agents of this process to services.");

    /// <summary>Runs a change.</summary>
    /// <param name="kind">Kind of the resource.</param>
    /// <param name="resourceId">Its id.</param>
    /// <param name="parent">Place in the trace that the service named.</param>
    /// <param name="change">What is done.</param>
    public static async Task RunAsync(string kind, string resourceId, string parent, Func<Task> change)
    {
        using var span = Tracing.At("apply " + kind, ActivityKind.Consumer, parent)?.SetTag("vpnmesh.resource_id", resourceId);
        var outcome = "failed";
        try
        {
            await change();
            outcome = "done";
        }
        finally
        {
            Changes.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("outcome", outcome));
            span?.SetStatus(outcome == "done" ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        }
    }

    /// <summary>A stream was accepted by a service.</summary>
    public static void Connected() => Links.Add(1);

    /// <summary>Such a stream has ended.</summary>
    public static void Disconnected() => Links.Add(-1);
}
