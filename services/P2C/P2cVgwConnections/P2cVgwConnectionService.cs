namespace VpnMesh.P2C.P2cVgwConnections;

/// <summary>The operations of clients that are connected; each is in a file of its name.</summary>
internal sealed partial class P2cVgwConnectionService(P2CDatabase database, PlacementSignal<P2CDatabase> placements)
    : Protos.P2C.V5.P2cVgwConnections.P2cVgwConnectionsBase;
