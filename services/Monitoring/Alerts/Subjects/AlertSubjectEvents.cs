using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts.Subjects;

/// <summary>Notes what events tell of the subjects of alerts, and has them judged. What was deleted stays deleted.</summary>
internal sealed class AlertSubjectEvents(AlertSignal signal, TimeProvider time) : IEventHandler
{
    private const string Deleted = "deleted";

    public static IReadOnlyList<string> Types { get; } =
        [.. SubjectKinds.All.SelectMany(kind => kind.Events.Append($"{kind.ResourceType}.{Deleted}"))];

    public async Task HandleAsync(Session session, CloudEvent cloudEvent)
    {
        var kind = SubjectKinds.Of(cloudEvent.ResourceType);
        var before = await session.TakeSubjectAsync(new SubjectRow
        {
            ResourceType = kind.ResourceType,
            ProjectId = cloudEvent.ProjectId,
            ResourceId = kind.IdOf(cloudEvent),
            EnterpriseProjectId = cloudEvent.EnterpriseProjectId,
        });
        if (before.DeletedAt is not null)
        {
            return;
        }
        var now = time.NowMs();
        var after = cloudEvent.Type.EndsWith("." + Deleted, StringComparison.Ordinal)
            ? before with { DeletedAt = now, DueAt = now }
            : kind.Take(Named(before, cloudEvent), cloudEvent, now);
        if (after == before)
        {
            return;
        }
        await session.UpdateAsync(after);
        if (after.DueAt <= now)
        {
            session.AfterCommit(signal.Set);
        }
    }

    private static SubjectRow Named(SubjectRow subject, CloudEvent cloudEvent)
    {
        if (cloudEvent.Text("name") is not { Length: > 0 } name || cloudEvent.Generation < subject.NameGeneration)
        {
            return subject;
        }
        return subject with { Name = name, NameGeneration = cloudEvent.Generation, EnterpriseProjectId = cloudEvent.EnterpriseProjectId };
    }
}
