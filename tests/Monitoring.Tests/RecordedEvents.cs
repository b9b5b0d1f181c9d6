using System.Collections.Concurrent;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Tests;

/// <summary>A subscriber that keeps what it was told.</summary>
internal sealed class RecordedEvents : IEventHandler
{
    private readonly ConcurrentQueue<CloudEvent> _events = new();

    public static IReadOnlyList<string> Types => ["connection_monitor.*", "vpn_connection.*"];

    public Task HandleAsync(Session session, CloudEvent cloudEvent)
    {
        _events.Enqueue(cloudEvent);
        return Task.CompletedTask;
    }

    public CloudEvent[] Of(string subject) => [.. _events.Where(told => told.Subject == subject)];

    /// <summary>What was told of a resource: the type, and of a change of status the two.</summary>
    public string[] TextsOf(string subject) => [.. Of(subject).Select(told => told.Type.EndsWith(".status_changed", StringComparison.Ordinal)
        ? $"{told.Data.GetProperty("old_status")} -> {told.Data.GetProperty("new_status")}"
        : told.Type[(told.Type.IndexOf('.', StringComparison.Ordinal) + 1)..])];
}
