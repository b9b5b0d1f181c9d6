using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using VpnMesh.Protos.Parts.V1;

namespace VpnMesh.Shared.Api.Parts;

/// <summary>What operators are told of this process: one file per rpc. Everyone but the part <c>administrator</c> gets <c>VPN.0003</c>.</summary>
internal sealed partial class PartStatusService(
    IEnumerable<IPartReport> reports, IEnumerable<IAgentReport> agents, IConfiguration settings, TimeProvider time, ILogger<PartStatusService> logger)
    : PartStatus.PartStatusBase;
