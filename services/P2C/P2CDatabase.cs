using VpnMesh.Shared.Data;

namespace VpnMesh.P2C;

/// <summary>Store of the point-to-cloud service.</summary>
public sealed class P2CDatabase(IConfiguration settings) : Database("p2c", settings);
