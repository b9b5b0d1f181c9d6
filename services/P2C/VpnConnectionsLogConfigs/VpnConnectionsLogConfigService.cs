using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.VpnConnectionsLogConfigs;

/// <summary>The operations of the log configuration of gateways; each is in a file of its name.</summary>
internal sealed partial class VpnConnectionsLogConfigService(P2CDatabase database, LogConfigEvents events)
    : Protos.P2C.V5.VpnConnectionsLogConfigs.VpnConnectionsLogConfigsBase
{
    // Ids are told apart by value: a UUID in upper case names the same resource. What is no UUID names none.
    private static string Stored(string id) => Wire.IsUuid(id) ? id.ToLowerInvariant() : "";
}
