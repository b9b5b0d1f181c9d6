using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// Ends reservations that nobody has confirmed for the setting <c>RESERVATION_LIFETIME</c> (seconds, default 120; their creators give
/// up after half of it). The owner is asked first, so that what is written keeps its quota also when its event is late; as long as the
/// owner does not answer, nothing expires.
/// </summary>
internal sealed class ReservationExpiry(
    GovernanceDatabase database, PartChannels channels, CallerContextSigner signer, IConfiguration settings, TimeProvider time, ILogger<ReservationExpiry> logger)
    : SingletonService("reservation-expiry", database, time, logger)
{
    private const int PageSize = 200;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly GovernanceDatabase _database = database;
    private readonly TimeProvider _time = time;
    private readonly TimeSpan _lifetime = TimeSpan.FromSeconds(settings.GetValue("RESERVATION_LIFETIME", 120));

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - (long)_lifetime.TotalMilliseconds;
        var old = await _database.ReadAsync(session => ReservationStore.UnconfirmedAsync(session, before, PageSize), cancellationToken);
        if (old.Count == 0)
        {
            return false;
        }
        var existing = await AskOwnerAsync(old, cancellationToken);
        foreach (var reservation in old)
        {
            await SettleAsync(reservation, existing.Contains(reservation.ResourceId));
        }
        return old.Count == PageSize;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(_lifetime / 10, _time, cancellationToken);

    private async Task<HashSet<string>> AskOwnerAsync(IReadOnlyList<ReservationRow> reservations, CancellationToken cancellationToken)
    {
        var request = new WhichExistRequest
        {
            Resources =
            {
                reservations.Select(reservation => new ResourceRef
                {
                    ProjectId = reservation.ProjectId,
                    ResourceType = reservation.ResourceType,
                    ResourceId = reservation.ResourceId,
                }),
            },
        };
        var owners = new ReservationOwners.ReservationOwnersClient(channels.To("SITE_TO_SITE"));
        var options = signer.With(CallerExtensions.OfPart("governance"), Timeout, _time, cancellationToken);
        var response = await owners.WhichExistAsync(request, options);
        return [.. response.ResourceIds];
    }

    private Task<bool> SettleAsync(ReservationRow reservation, bool exists) =>
        _database.InTransactionAsync(async session =>
        {
            var (projectId, resourceId) = (reservation.ProjectId, reservation.ResourceId);
            await (exists
                ? ReservationStore.ConfirmAsync(session, projectId, resourceId)
                : Release.RunAsync(session, projectId, resourceId));
            return true;
        }, CancellationToken.None);
}
