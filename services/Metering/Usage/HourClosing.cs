using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Metering.Usage;

/// <summary>
/// Rolls up the hours that are over, project by project: some minutes late, so that few events come for an hour that is closed. Should
/// two replicas do so at once, the second finds nothing left to do.
/// </summary>
internal sealed class HourClosing(MeteringDatabase database, TimeProvider time, ILogger<HourClosing> logger)
    : SingletonService("hour-closing", database, time, logger)
{
    private const int PageSize = 100;
    private static readonly long Patience = (long)TimeSpan.FromMinutes(5).TotalMilliseconds;
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time = time;

    /// <summary>The end of the last hour that may be closed.</summary>
    public static long ClosableUntil(long now) => Meters.HourOf(now - Patience);

    /// <summary>Closes what can be closed of the projects that have waited longest.</summary>
    /// <returns>Whether there may be more.</returns>
    internal async Task<bool> CloseAsync(CancellationToken cancellationToken)
    {
        var until = ClosableUntil(_time.NowMs());
        var projects = await database.ReadAsync(session => session.ListClosableAsync(until, PageSize), cancellationToken);
        var isDone = projects.Count < PageSize;
        foreach (var project in projects)
        {
            isDone &= await database.InTransactionAsync(session => session.CloseAsync(project, until), cancellationToken);
        }
        return !isDone;
    }

    /// <inheritdoc />
    protected override Task<bool> WorkAsync(CancellationToken cancellationToken) => CloseAsync(cancellationToken);

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Rest, _time, cancellationToken);
}
