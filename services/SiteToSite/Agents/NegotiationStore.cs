using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>SQL of which negotiation events were taken in.</summary>
internal static class NegotiationStore
{
    /// <summary>Remembers an event; false when it was known already.</summary>
    public static async Task<bool> IsNewAsync(Session session, string id, long nowMs) =>
        await session.ExecuteAsync(
            "INSERT INTO negotiation (id, received_at) VALUES (@id, @nowMs) ON CONFLICT (id) DO NOTHING", new { id, nowMs }) == 1;

    public static Task<int> PruneAsync(Session session, long receivedBefore) =>
        session.ExecuteAsync("DELETE FROM negotiation WHERE received_at < @receivedBefore", new { receivedBefore });
}
