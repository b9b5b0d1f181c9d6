using VpnMesh.Shared.Data;

namespace VpnMesh.Governance;

/// <summary>Store of the governance service.</summary>
public sealed class GovernanceDatabase(IConfiguration settings) : Database("governance", settings);
