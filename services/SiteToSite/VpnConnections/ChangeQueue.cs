using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>
/// How many changes of connections may wait for the agents of one gateway: setting <c>CHANGE_QUEUE</c>, default 1000. Far above what
/// clients do at once, so that it is full only when nobody has applied anything for long.
/// </summary>
internal sealed record ChangeQueue(long Length)
{
    public static ChangeQueue Of(IConfiguration settings) => new(settings.GetValue("CHANGE_QUEUE", 1000L));

    /// <summary>Called in the transaction that adds a change; the gateway is locked.</summary>
    /// <exception cref="DomainException"><c>VPN.0030</c></exception>
    public async Task RequireRoomAsync(Session session, string vgwId)
    {
        if (await session.CountQueuedChangesAsync(vgwId) >= Length)
        {
            throw ErrorCatalogue.Busy.With();
        }
    }
}
