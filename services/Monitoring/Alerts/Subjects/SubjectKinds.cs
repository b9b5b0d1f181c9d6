using VpnMesh.Monitoring.Alerts.Agents;
using VpnMesh.Monitoring.Alerts.Certificates;
using VpnMesh.Monitoring.Alerts.Connections;
using VpnMesh.Monitoring.Alerts.Monitors;
using VpnMesh.Monitoring.Alerts.Quotas;

namespace VpnMesh.Monitoring.Alerts.Subjects;

/// <summary>All kinds of resources that alerts can be about.</summary>
internal static class SubjectKinds
{
    public static IReadOnlyList<ISubjectKind> All { get; } =
        [new ConnectionSubject(), .. CertificateSubject.All, new AgentSubject(), new MonitorSubject(), new QuotaSubject()];

    public static ISubjectKind Of(string resourceType) => All.First(kind => kind.ResourceType == resourceType);
}
