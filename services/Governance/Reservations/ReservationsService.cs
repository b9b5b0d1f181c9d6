using Grpc.Core;
using VpnMesh.Governance.Inventory.Zones;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>What owners of resources ask, in the project of the caller context; each rpc is a file named after it.</summary>
internal sealed class ReservationsService(
    GovernanceDatabase database, Reserve reserve, ReserveVpnGateway reserveVpnGateway, BindEips bindEips, ListZones listZones)
    : Protos.Governance.V1.Reservations.ReservationsBase
{
    public override Task<ReserveResponse> Reserve(ReserveRequest request, ServerCallContext context) =>
        reserve.RunAsync(context.Caller().ProjectId, request, context.CancellationToken);

    public override Task<ReserveVpnGatewayResponse> ReserveVpnGateway(ReserveVpnGatewayRequest request, ServerCallContext context) =>
        reserveVpnGateway.RunAsync(context.Caller().ProjectId, request, context.CancellationToken);

    public override Task<BindEipsResponse> BindEips(BindEipsRequest request, ServerCallContext context) =>
        bindEips.RunAsync(context.Caller().ProjectId, request, context.CancellationToken);

    public override async Task<ConfirmResponse> Confirm(ConfirmRequest request, ServerCallContext context)
    {
        await ForEachAsync(request.ResourceIds, context, ReservationStore.ConfirmAsync);
        return new ConfirmResponse();
    }

    public override async Task<ReleaseResponse> Release(ReleaseRequest request, ServerCallContext context)
    {
        await ForEachAsync(request.ResourceIds, context, Reservations.Release.RunAsync);
        return new ReleaseResponse();
    }

    public override Task<ListZonesResponse> ListZones(ListZonesRequest request, ServerCallContext context) =>
        listZones.RunAsync(context.CancellationToken);

    private Task<bool> ForEachAsync(IEnumerable<string> resourceIds, ServerCallContext context, Func<Session, string, string, Task> change)
    {
        var projectId = context.Caller().ProjectId;
        return database.InGroupAsync(async session =>
        {
            foreach (var resourceId in resourceIds)
            {
                await change(session, projectId, resourceId);
            }
            return true;
        }, context.CancellationToken, projectId);
    }
}
