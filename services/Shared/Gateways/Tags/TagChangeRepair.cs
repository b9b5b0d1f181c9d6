using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Tags;

/// <summary>
/// Tells of the resources that were made or deleted without telling: by replicas of a release that had no tags, while they run beside those of
/// this one. What such a replica renames has its old name in answers about tags until it changes again.
/// </summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class TagChangeRepair<TDatabase>(
    TDatabase database, TaggedTables<TDatabase> tables, TimeProvider time, ILogger<TagChangeRepair<TDatabase>> logger)
    : SingletonService("tag-change-repair", database, time, logger)
    where TDatabase : Database
{
    // A rollout is over by then, and to look through whole tables costs something.
    private static readonly TimeSpan s_rollout = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longRest = TimeSpan.FromHours(1);
    private readonly TDatabase _database = database;
    private readonly TimeProvider _time = time;
    private readonly long _startedAt = time.GetTimestamp();

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        foreach (var table in tables.All)
        {
            await _database.InTransactionAsync(session => RepairAsync(session, table), cancellationToken);
        }
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) =>
        Task.Delay(_time.GetElapsedTime(_startedAt) < s_rollout ? s_rest : s_longRest, _time, cancellationToken);

    private async Task<bool> RepairAsync(Session session, TaggedTable table)
    {
        await session.TellUntoldAsync(table);
        await session.TellUntoldGoneAsync(table, _time.NowMs());
        return true;
    }
}
