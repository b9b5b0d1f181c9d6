namespace VpnMesh.Shared.Gateways;

/// <summary>
/// Where a service keeps its gateways and their jobs. Agents and the end points that they have are in <c>agent</c> and <c>placement</c> in
/// every service.
/// </summary>
/// <param name="Gateway">Table of the gateways, with the columns of <see cref="GatewayRow"/> and <c>created_at</c>; also their type.</param>
/// <param name="Job">Table of the upgrade jobs.</param>
/// <param name="JobGateway">Its column with the id of the gateway.</param>
/// <param name="SubJob">Table of the steps of the jobs.</param>
internal sealed record GatewayTables(string Gateway, string Job, string JobGateway, string SubJob);
