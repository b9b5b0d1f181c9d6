using System.Text.Json;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>Events as other parts tell them.</summary>
internal static class Told
{
    public static string NewId() => Guid.CreateVersion7().ToString();

    public static string NewProject() => Guid.CreateVersion7().ToString("N");

    public static CloudEvent Event(string type, string projectId, string subject, DateTimeOffset at, object data, long generation = 1) => new()
    {
        Id = NewId(),
        Source = "/vpnmesh/site-to-site",
        Type = type,
        Subject = subject,
        Time = at.ToUnixTimeMilliseconds().ToWireTime(),
        ProjectId = projectId,
        EnterpriseProjectId = "0",
        ResourceType = type.Split('.')[0],
        Generation = generation,
        RequestId = "",
        Data = JsonSerializer.SerializeToElement(data),
    };

    public static CloudEvent Status(string projectId, string connectionId, string from, string to, DateTimeOffset at, long generation = 1) =>
        Event("vpn_connection.status_changed", projectId, connectionId, at, new { old_status = from, new_status = to, vpn_gateway_id = "g" }, generation);
}
