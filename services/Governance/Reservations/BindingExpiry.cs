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
    private readonly GovernanceDatabase _database = database;
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - (long)lifetime.Length.TotalMilliseconds;
        var old = await _database.ReadAsync(session => EipStore.PendingAsync(session, owner.GatewayType, before, PageSize), cancellationToken);
        if (old.Count == 0)
        {
            return false;
        }
        var written = await owner.EipsOfAsync(old, cancellationToken);
        foreach (var eip in old)
        {
            await SettleAsync(eip, written.Contains((eip.BoundTo!, eip.Id)));
        }
        return old.Count == PageSize;
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
