using Grpc.Core;
using VpnMesh.Governance.Reservations;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reconciliation;

/// <summary>
/// How often is looked for what went wrong: every so many seconds as the setting <c>QUOTA_CHECK_INTERVAL</c> says (default 600). What was
/// found twice is put right, but not before the time of a reservation is over.
/// </summary>
internal sealed record ReconciliationPace(TimeSpan Interval)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Before the first time, and after a question that nobody answered.</summary>
    public TimeSpan Short => Interval < Patience ? Interval : Patience;

    public static ReconciliationPace Of(IConfiguration settings) => new(TimeSpan.FromSeconds(settings.GetValue("QUOTA_CHECK_INTERVAL", 600.0)));
}

/// <summary>Does sweeps one after another, over and over. Unhurried: a page a second, then a rest.</summary>
/// <param name="name">Name of the lease.</param>
/// <param name="sweeps">What to do.</param>
/// <param name="pace">How long to rest.</param>
/// <param name="database">The store.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Where failures are told.</param>
internal abstract class QuotaReconciliation(
    string name, IReadOnlyList<ISweep> sweeps, ReconciliationPace pace, GovernanceDatabase database, TimeProvider time, ILogger logger)
    : SingletonService(name, database, time, logger)
{
    private static readonly TimeSpan Page = TimeSpan.FromSeconds(1);
    private readonly string _name = name;
    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;
    private int _sweep;
    private bool _hasBegun;
    private TimeSpan _wait;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        // Parts that start together have other things to do at first.
        _wait = _hasBegun ? await NextAsync(cancellationToken) : pace.Short;
        _hasBegun = true;
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(_wait, _time, cancellationToken);

    /// <summary>Does a page.</summary>
    /// <returns>How long to wait for the next.</returns>
    private async Task<TimeSpan> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await sweeps[_sweep].NextPageAsync(cancellationToken))
            {
                return Page;
            }
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _logger.LogWarning("{Name} has no answer and will ask again: {Status}", _name, exception.Status);
            return pace.Short;
        }
        _sweep = (_sweep + 1) % sweeps.Count;
        return _sweep == 0 ? pace.Interval : Page;
    }
}

/// <summary>Compares the reservations for the resources of an owner with what the owner has written.</summary>
internal sealed class OwnerReconciliation(
    ResourceOwner owner,
    OrphanRepair orphans,
    MissingReservationRepair missing,
    ReconciliationPace pace,
    ReservationLifetime lifetime,
    GovernanceDatabase database,
    TimeProvider time,
    ILogger<OwnerReconciliation> logger)
    : QuotaReconciliation(
        $"reservation-sweep-{owner.Name}",
        [
            new ReservationSweep(owner, orphans, database, new(lifetime.Length, time)),
            .. owner.Types.Select(type => new ResourceSweep(owner, type, missing, database, new(lifetime.Length, time))),
        ],
        pace,
        database,
        time,
        logger);

/// <summary>Compares counters with what they count.</summary>
internal sealed class CounterReconciliation(
    DriftEvents events,
    ReconciliationPace pace,
    ReservationLifetime lifetime,
    GovernanceDatabase database,
    TimeProvider time,
    ILogger<CounterReconciliation> logger)
    : QuotaReconciliation("quota-counter-sweep", [new CounterSweep(database, events, new(lifetime.Length, time))], pace, database, time, logger);
