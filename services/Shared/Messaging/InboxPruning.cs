using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Messaging;

/// <summary>Forgets which events were taken in once they are so old that no broker delivers them again.</summary>
/// <typeparam name="TDatabase">Store of the part.</typeparam>
public sealed class InboxPruning<TDatabase>(TDatabase database, TimeProvider time, ILogger<InboxPruning<TDatabase>> logger)
    : SingletonService("inbox-pruning", database, time, logger)
    where TDatabase : Database
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);
    private readonly TDatabase _database = database;
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - (long)Kept.TotalMilliseconds;
        await _database.InTransactionAsync(
            session => session.ExecuteAsync("DELETE FROM inbox WHERE received_at < @before", new { before }), cancellationToken);
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Rest, _time, cancellationToken);
}
