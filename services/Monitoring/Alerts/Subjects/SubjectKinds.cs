using VpnMesh.Monitoring.Alerts.Connections;

namespace VpnMesh.Monitoring.Alerts.Subjects;

/// <summary>All kinds of resources that alerts can be about.</summary>
internal static class SubjectKinds
{
    public static IReadOnlyList<ISubjectKind> All { get; } = [new ConnectionSubject()];

    public static ISubjectKind Of(string resourceType) => All.First(kind => kind.ResourceType == resourceType);
}
