using VpnMesh.Protos.Monitoring.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>The rules of form of requests about monitors.</summary>
internal static class ConnectionMonitorRules
{
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(NewConnectionMonitor? monitor)
    {
        var violations = new Violations();
        if (monitor is null)
        {
            violations.Add("connection_monitor", "is required");
        }
        else if (!monitor.HasVpnConnectionId)
        {
            violations.Add("connection_monitor.vpn_connection_id", "is required");
        }
        else
        {
            Uuid(violations, "connection_monitor.vpn_connection_id", monitor.VpnConnectionId);
        }
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(ListConnectionMonitorsRequest request)
    {
        var violations = new Violations();
        if (request.HasVpnConnectionId)
        {
            Uuid(violations, "vpn_connection_id", request.VpnConnectionId);
        }
        if (!request.EnterpriseProjectId.All(Wire.IsEnterpriseProjectId))
        {
            violations.Add("enterprise_project_id", "must be 0 or a UUID in lower case");
        }
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckId(string id)
    {
        var violations = new Violations();
        Uuid(violations, "connection_monitor_id", id);
        violations.ThrowIfAny();
    }

    private static void Uuid(Violations violations, string field, string value)
    {
        if (!Wire.IsUuid(value))
        {
            violations.Add(field, "must be a UUID");
        }
    }
}
