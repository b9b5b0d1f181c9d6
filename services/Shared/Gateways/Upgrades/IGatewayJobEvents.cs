using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>The events of a service about upgrade jobs; their generation is that of the gateway.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal interface IGatewayJobEvents<TDatabase>
    where TDatabase : Database
{
    /// <summary>Tells of a new job.</summary>
    Task AddCreatedAsync(Session session, GatewayJobRow job, long generation);

    /// <summary>Tells the change of status between two states of a job, if there is one.</summary>
    Task AddStatusChangedAsync(Session session, GatewayJobRow before, GatewayJobRow after, long generation, string requestId);
}
