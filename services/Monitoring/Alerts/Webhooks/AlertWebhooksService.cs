using Grpc.Core;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

/// <summary>The administrator's rpcs; each is in a file of its name. Everyone else gets <c>VPN.0003</c>.</summary>
internal sealed partial class AlertWebhooksService(MonitoringDatabase database, KeyRing keyRing, TimeProvider time) : AlertWebhooks.AlertWebhooksBase
{
    private static void Admit(ServerCallContext context) => context.Caller().RequirePart(CallerExtensions.Administrator);
}
