using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance.Reconciliation;

/// <summary>Something about a quota that was wrong and has been put right.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Type">Type of the quota.</param>
/// <param name="Kind">What was wrong.</param>
/// <param name="Expected">Its use now.</param>
/// <param name="Found">Its use before.</param>
/// <param name="Done">What was done.</param>
internal sealed record Drift(string ProjectId, string Type, string Kind, long Expected, long Found, string Done);

/// <summary>Tells of drift, in the transaction that ends it.</summary>
internal sealed class DriftEvents(Outbox<GovernanceDatabase> outbox)
{
    public Task AddAsync(Session session, Drift drift)
    {
        // A quota is no object with generations of its own, and no request found it.
        var subject = new EventSubject(drift.ProjectId, "0", drift.Type, Generation: 0, RequestId: "");
        return outbox.AddAsync(session, subject, new QuotaDriftFound
        {
            QuotaType = drift.Type,
            Drift = drift.Kind,
            Expected = drift.Expected,
            Found = drift.Found,
            Done = drift.Done,
        });
    }
}
