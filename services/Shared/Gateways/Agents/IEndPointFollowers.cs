using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>What becomes of that which a service has at the end points of its gateways when something happens to them.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal interface IEndPointFollowers<TDatabase>
    where TDatabase : Database
{
    /// <summary>End points moved to other agents, which have yet to bring about what is there. In the transaction of the move.</summary>
    Task RestartAsync(Session session, IReadOnlyCollection<(string GatewayId, long Slot)> moved);

    /// <summary>Gateways go, and what they have with them. In the transaction of that, before; the gateways are locked.</summary>
    Task DeleteAsync(Session session, IReadOnlyCollection<GatewayRow> gone);

    /// <summary>Deals with what is at end points that have no agent any more, some of it at a time.</summary>
    /// <returns>Number of things dealt with.</returns>
    Task<int> SettleLostAsync(CancellationToken cancellationToken);
}
