using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.ReservationOwners;

/// <summary>What Governance asks before it lets reservations expire.</summary>
internal sealed class ReservationOwnersService(SiteToSiteDatabase database) : Protos.Governance.V1.ReservationOwners.ReservationOwnersBase
{
    private const string Governance = "governance";

    /// <summary>
    /// Which of these resources are written. One that is not will not be any more: nobody writes a resource so long after its
    /// reservation was asked for.
    /// </summary>
    public override async Task<WhichExistResponse> WhichExist(WhichExistRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Governance);
        var written = await database.ReadAsync(session => session.WhichAreWrittenAsync(request.Resources), context.CancellationToken);
        return new WhichExistResponse { ResourceIds = { written } };
    }
}
