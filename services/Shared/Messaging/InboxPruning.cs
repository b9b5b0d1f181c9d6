using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Messaging;

/// <summary>Forgets which events were taken in once they are so old that no broker delivers them again.</summary>
/// <typeparam name="TDatabase">Store of the part.</typeparam>
public sealed class InboxPruning<TDatabase>(TDatabase database, TimeProvider time, ILogger<InboxPruning<TDatabase>> logger)
    : Pruning("inbox-pruning", kept: TimeSpan.FromDays(30), rest: TimeSpan.FromHours(1), database, time, logger)
    where TDatabase : Database
{
    /// <inheritdoc />
    protected override Task ForgetAsync(Session session, long before) =>
        session.ExecuteAsync("DELETE FROM inbox WHERE received_at < @before", new { before });
}
