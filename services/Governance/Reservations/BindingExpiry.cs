using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// Takes EIPs off gateways for which they were bound by a change that died before it was written, so that neither the EIP nor its place
/// stays taken. The gateway's owner is asked first; as long as it does not answer, all stays as it is.
/// </summary>
internal sealed class BindingExpiry(
    GovernanceDatabase database, ResourceOwner owner, ReservationLifetime lifetime, TimeProvider time, ILogger<BindingExpiry> logger)
    : SingletonService($"binding-expiry-{owner.Name}", database, time, logger)
{
    private const int PageSize = 200;

    // The oldest are watched; those behind them have their turn.
    private const int MostWatched = 2000;
    private readonly GovernanceDatabase _database = database;
    private readonly TimeProvider _time = time;
    private readonly Watched<(string EipId, string? PendingBy)> _watched = new(time);

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - lifetime.ValidMs;
        var pending = await _database.ReadAsync(
            session => EipStore.PendingAsync(session, owner.GatewayType, before, MostWatched), cancellationToken);
        var watched = _watched.For(lifetime.Watch, pending, eip => (eip.Id, eip.PendingBy));
        var old = watched.Take(PageSize).ToArray();
        if (old.Length == 0)
        {
            return false;
        }
        var written = await owner.EipsOfAsync(old, cancellationToken);
        foreach (var eip in old)
        {
            await SettleAsync(eip, written.Contains((eip.BoundTo!, eip.Id)));
        }
        return watched.Count > PageSize;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(lifetime.Length / 10, _time, cancellationToken);

    private Task<bool> SettleAsync(EipRow eip, bool isWritten) =>
        _database.InTransactionAsync(async session =>
        {
            await (isWritten
                ? EipStore.SettleAsync(session, eip.ProjectId, eip.BoundTo!, [eip.Id])
                : EipStore.UndoAsync(session, eip.ProjectId, eip.BoundTo!, eip.PendingBy!));
            return true;
        }, CancellationToken.None);
}
