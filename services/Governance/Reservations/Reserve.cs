using VpnMesh.Governance.Quotas;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>Reserve: one unit of the quota of customer gateways or connections.</summary>
internal sealed class Reserve(GovernanceDatabase database, QuotaLimits limits, ReservationLifetime lifetime, TimeProvider time)
{
    public async Task<ReserveResponse> RunAsync(string projectId, ReserveRequest request, CancellationToken cancellationToken)
    {
        if (request.ResourceType is not (QuotaLimits.CustomerGateway or QuotaLimits.VpnConnection))
        {
            throw Refusals.Invalid("resource_type", "must be customer_gateway or vpn_connection");
        }
        if (!Wire.IsUuid(request.ResourceId))
        {
            throw Refusals.Invalid("resource_id", "must be a UUID");
        }
        return await database.AgainWhenOvertakenAsync(_ =>
            database.InGroupAsync(session => ReserveAsync(session, projectId, request), cancellationToken, projectId));
    }

    private async Task<ReserveResponse> ReserveAsync(Session session, string projectId, ReserveRequest request)
    {
        var type = request.ResourceType;
        var state = await ReservationStore.QuotaAsync(session, projectId, request.ResourceId, type);
        if (state.Reserved == 1)
        {
            return new ReserveResponse { ValidMs = lifetime.ValidMs };
        }
        var limit = limits.Of(type, state.IsSet == 1, state.Quota) ?? 0;
        if ((state.Used ?? 0) >= limit)
        {
            throw type == QuotaLimits.CustomerGateway
                ? ErrorCatalogue.GatewayQuota.With()
                : ErrorCatalogue.InvalidRequest.With("the quota vpn_connection of the project is used up");
        }
        if (state.Used is null)
        {
            await QuotaStore.EnsureAsync(session, projectId, type);
        }
        var reservation = new ReservationRow { ProjectId = projectId, ResourceId = request.ResourceId, ResourceType = type };
        if (!await ReservationStore.InsertAsync(session, reservation, limit, newEips: 0, eipLimit: null, time.NowMs()))
        {
            throw new OvertakenException();
        }
        return new ReserveResponse { ValidMs = lifetime.ValidMs };
    }
}
