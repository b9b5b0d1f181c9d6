using Grpc.Core;
using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Governance.Inventory.Zones;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>What owners of resources ask, in the project of the caller context; each rpc is a file named after it.</summary>
internal sealed class ReservationsService(
    GovernanceDatabase database,
    Reserve reserve,
    ReserveVpnGateway reserveVpnGateway,
    ReserveP2cVpnGateway reserveP2cVpnGateway,
    BindEips bindEips,
    ListZones listZones)
    : Protos.Governance.V1.Reservations.ReservationsBase
{
    public override Task<ReserveResponse> Reserve(ReserveRequest request, ServerCallContext context) =>
        reserve.RunAsync(Project(context), request, context.CancellationToken);

    public override Task<ReserveVpnGatewayResponse> ReserveVpnGateway(ReserveVpnGatewayRequest request, ServerCallContext context) =>
        reserveVpnGateway.RunAsync(GatewayRequest.Of(Project(context), request), context.CancellationToken);

    public override Task<ReserveP2cVpnGatewayResponse> ReserveP2cVpnGateway(ReserveP2cVpnGatewayRequest request, ServerCallContext context) =>
        reserveP2cVpnGateway.RunAsync(Project(context), request, context.CancellationToken);

    public override Task<BindEipsResponse> BindEips(BindEipsRequest request, ServerCallContext context) =>
        bindEips.RunAsync(Project(context), request, context.CancellationToken);

    public override async Task<UndoBindEipsResponse> UndoBindEips(UndoBindEipsRequest request, ServerCallContext context)
    {
        await ForEachAsync(
            [request.ResourceId],
            context,
            (session, projectId, resourceId) => EipStore.UndoAsync(session, projectId, resourceId, request.BindingId));
        return new UndoBindEipsResponse();
    }

    public override async Task<ConfirmResponse> Confirm(ConfirmRequest request, ServerCallContext context)
    {
        await ForEachAsync(request.ResourceIds, context, ReservationStore.ConfirmAsync);
        return new ConfirmResponse();
    }

    public override async Task<ReleaseResponse> Release(ReleaseRequest request, ServerCallContext context)
    {
        await ForEachAsync(
            request.ResourceIds, context, request.Deleted ? Reservations.Release.DeletedAsync : Reservations.Release.NotWrittenAsync);
        return new ReleaseResponse();
    }

    public override Task<ListZonesResponse> ListZones(ListZonesRequest request, ServerCallContext context) =>
        listZones.RunAsync(context.CancellationToken);

    public override Task<ShowVpcResponse> ShowVpc(ShowVpcRequest request, ServerCallContext context) =>
        Inventory.Vpcs.ShowVpc.RunAsync(database, Project(context), request, context.CancellationToken);

    private static string Project(ServerCallContext context)
    {
        var caller = context.Caller();
        return caller is { Part.Length: > 0, ProjectId.Length: > 0 }
            ? caller.ProjectId
            : throw ErrorCatalogue.AccessDenied.With("only a part of the system may call this, for a project");
    }

    private Task<bool> ForEachAsync(IEnumerable<string> resourceIds, ServerCallContext context, Func<Session, string, string, Task> change)
    {
        var projectId = Project(context);
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
