using Grpc.Core;
using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Monitoring.Alerts;

/// <summary>The administrator's rpcs; each is in a file of its name. Everyone else gets <c>VPN.0003</c>.</summary>
internal sealed partial class AlertsService(MonitoringDatabase database, AlertDefaults defaults, AlertSignal signal, TimeProvider time)
    : Protos.Monitoring.V1.Alerts.AlertsBase
{
    private static void Admit(ServerCallContext context) => context.Caller().RequirePart(CallerExtensions.Administrator);
}
