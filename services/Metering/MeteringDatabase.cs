using VpnMesh.Shared.Data;

namespace VpnMesh.Metering;

/// <summary>Store of the metering service.</summary>
public sealed class MeteringDatabase(IConfiguration settings) : Database("metering", settings);
