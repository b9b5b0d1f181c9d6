using System.Text.Json;
using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// Confirms what owners tell was created and releases what they tell is gone. A reservation that was released is not there to be
/// confirmed, so that the order in which the two are heard does not matter.
/// </summary>
internal sealed class ReservedResourceEvents : IEventHandler
{
    public static IReadOnlyList<string> Types { get; } =
    [
        "vpn_gateway.created", "vpn_gateway.updated", "vpn_gateway.deleted", "customer_gateway.created", "customer_gateway.deleted",
        "vpn_connection.created", "vpn_connection.deleted", "p2c_vpn_gateway.created", "p2c_vpn_gateway.updated", "p2c_vpn_gateway.deleted",
    ];

    public Task HandleAsync(Session session, CloudEvent cloudEvent)
    {
        var (projectId, resourceId) = (cloudEvent.ProjectId, cloudEvent.Subject);
        return cloudEvent.Type[(cloudEvent.Type.IndexOf('.', StringComparison.Ordinal) + 1)..] switch
        {
            "created" => ReservationStore.ConfirmAsync(session, projectId, resourceId),
            "deleted" => Release.DeletedAsync(session, projectId, resourceId),
            _ => EipStore.SettleAsync(session, projectId, resourceId, EipIds(cloudEvent.Data)),
        };
    }

    // A gateway tells its EIPs in a list, a point-to-cloud gateway its only one.
    private static string[] EipIds(JsonElement gateway)
    {
        if (gateway.TryGetProperty("eips", out var eips) && eips.ValueKind == JsonValueKind.Array)
        {
            return [.. eips.EnumerateArray().Select(EipId)];
        }
        return gateway.TryGetProperty("eip", out var eip) && eip.ValueKind == JsonValueKind.Object ? [EipId(eip)] : [];
    }

    private static string EipId(JsonElement eip) => eip.GetProperty("id").GetString()!.ToLowerInvariant();
}
