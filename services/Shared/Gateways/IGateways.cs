using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways;

/// <summary>
/// The gateways of a service as placement and upgrades see them. All rows given and taken are of the service's own kind.
/// </summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal interface IGateways<TDatabase>
    where TDatabase : Database
{
    /// <summary>Where they are kept.</summary>
    GatewayTables Tables { get; }

    /// <summary>The gateways, as they are at the moment.</summary>
    Task<IReadOnlyList<GatewayRow>> ListAsync(Session session, string[] ids);

    /// <summary>
    /// The gateways, locked in the order of their ids: two agents that report the two end points of one gateway at the same moment
    /// must see each other's report.
    /// </summary>
    Task<IReadOnlyList<GatewayRow>> LockAsync(Session session, string[] ids);

    /// <summary>A gateway of a project, or null; nobody else changes the row before the transaction ends.</summary>
    Task<GatewayRow?> LockAsync(Session session, string projectId, string id);

    /// <summary>Tells the change of status between two states of a gateway, if there is one.</summary>
    /// <param name="session">Transaction of the change.</param>
    /// <param name="before">The gateway before.</param>
    /// <param name="after">The gateway as it is now.</param>
    /// <param name="requestId">Request that caused the change; empty when none did.</param>
    Task AddStatusChangedAsync(Session session, GatewayRow before, GatewayRow after, string requestId);

    /// <summary>Tells that a gateway is gone: nothing of it runs any more.</summary>
    Task AddDeletedAsync(Session session, GatewayRow gateway);
}
