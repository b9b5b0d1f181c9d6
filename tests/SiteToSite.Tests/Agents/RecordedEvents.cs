using System.Collections.Concurrent;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.Tests.Agents;

/// <summary>A subscriber that keeps what it was told.</summary>
internal sealed class RecordedEvents : IEventHandler
{
    private readonly ConcurrentQueue<CloudEvent> _events = new();

    public static IReadOnlyList<string> Types =>
        ["vpn_gateway.*", "vpn_gateway_certificate.*", "vpn_gateway_job.*", "vpn_connection.*", "connection_monitor.*"];

    public Task HandleAsync(Session session, CloudEvent cloudEvent)
    {
        _events.Enqueue(cloudEvent);
        return Task.CompletedTask;
    }

    /// <summary>What was told of a resource: the type, and of a change of status the two.</summary>
    public string[] Of(string id) => [.. _events.Where(told => told.Subject == id).Select(Text)];

    private static string Text(CloudEvent told) => told.Type.EndsWith(".status_changed", StringComparison.Ordinal)
        ? $"{told.Data.GetProperty("old_status")} -> {told.Data.GetProperty("new_status")}"
        : told.Type;
}
