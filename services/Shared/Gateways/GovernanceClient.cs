using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways;

/// <summary>
/// What this service asks Governance, always in a project and with a deadline. A refusal reaches the caller as Governance made it;
/// when there is no answer the caller gets 503.
/// </summary>
/// <typeparam name="TDatabase">Store of the service that asks, which also has its name.</typeparam>
internal sealed class GovernanceClient<TDatabase>(
    TDatabase database, PartChannels channels, CallerContextSigner signer, TimeProvider time, ILogger<GovernanceClient<TDatabase>> logger)
    where TDatabase : Database
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Takes one unit of a quota for a resource that is about to be written; idempotent by its id.</summary>
    public Task<ReserveResponse> ReserveAsync(string resourceType, string resourceId, CallerContext caller, CancellationToken cancellationToken) =>
        ReserveAsync(
            resourceId,
            (governance, options) => governance.ReserveAsync(new ReserveRequest { ResourceType = resourceType, ResourceId = resourceId }, options),
            caller,
            cancellationToken);

    /// <summary>Takes what a gateway that is about to be written needs; idempotent by its id.</summary>
    public Task<ReserveVpnGatewayResponse> ReserveVpnGatewayAsync(
        ReserveVpnGatewayRequest request, CallerContext caller, CancellationToken cancellationToken) =>
        ReserveAsync(request.ResourceId, (governance, options) => governance.ReserveVpnGatewayAsync(request, options), caller, cancellationToken);

    /// <summary>Takes what a point-to-cloud gateway that is about to be written needs; idempotent by its id.</summary>
    public Task<ReserveP2cVpnGatewayResponse> ReserveP2cVpnGatewayAsync(
        ReserveP2cVpnGatewayRequest request, CallerContext caller, CancellationToken cancellationToken) =>
        ReserveAsync(request.ResourceId, (governance, options) => governance.ReserveP2cVpnGatewayAsync(request, options), caller, cancellationToken);

    /// <summary>What is known of a VPC: nothing of one that is not known.</summary>
    public Task<ShowVpcResponse> ShowVpcAsync(string vpcId, CallerContext caller, CancellationToken cancellationToken) =>
        AskAsync((governance, options) => governance.ShowVpcAsync(new ShowVpcRequest { VpcId = vpcId }, options), caller, cancellationToken);

    /// <summary>Binds EIPs to a gateway; idempotent.</summary>
    public Task<BindEipsResponse> BindEipsAsync(BindEipsRequest request, CallerContext caller, CancellationToken cancellationToken) =>
        AskAsync((governance, options) => governance.BindEipsAsync(request, options), caller, cancellationToken);

    /// <summary>Undoes <see cref="BindEipsAsync"/> for a change that was refused. Failure does no harm: Governance asks before long.</summary>
    public async Task UndoBindEipsQuietlyAsync(string gatewayId, string bindingId, CallerContext caller)
    {
        try
        {
            var request = new UndoBindEipsRequest { ResourceId = gatewayId, BindingId = bindingId };
            await AskAsync((governance, options) => governance.UndoBindEipsAsync(request, options), caller, CancellationToken.None);
        }
        catch (Exception exception) when (exception is DomainException or RpcException)
        {
            logger.LogInformation(exception, "The EIPs bound to gateway {GatewayId} were not freed; that will follow", gatewayId);
        }
    }

    /// <summary>The zones and what each offers.</summary>
    public Task<ListZonesResponse> ListZonesAsync(CallerContext caller, CancellationToken cancellationToken) =>
        AskAsync((governance, options) => governance.ListZonesAsync(new ListZonesRequest(), options), caller, cancellationToken);

    /// <summary>Gives back what was reserved for a resource that will not be written. Failure does no harm: reservations expire.</summary>
    public Task ReleaseUnwrittenAsync(string resourceId, CallerContext caller) => ReleaseQuietlyAsync([resourceId], deleted: false, caller);

    /// <summary>Gives back what deleted resources had. Failure does no harm: their deleted events have the same effect.</summary>
    public Task ReleaseDeletedAsync(IReadOnlyCollection<string> resourceIds, CallerContext caller) =>
        ReleaseQuietlyAsync(resourceIds, deleted: true, caller);

    private async Task ReleaseQuietlyAsync(IReadOnlyCollection<string> resourceIds, bool deleted, CallerContext caller)
    {
        try
        {
            var request = new ReleaseRequest { ResourceIds = { resourceIds }, Deleted = deleted };
            await AskAsync((governance, options) => governance.ReleaseAsync(request, options), caller, CancellationToken.None);
        }
        catch (Exception exception) when (exception is DomainException or RpcException)
        {
            logger.LogInformation(exception, "The reservations of {Count} resources were not released; that will follow", resourceIds.Count);
        }
    }

    private async Task<T> ReserveAsync<T>(
        string resourceId,
        Func<Reservations.ReservationsClient, CallOptions, AsyncUnaryCall<T>> reserve,
        CallerContext caller,
        CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(reserve, caller, cancellationToken);
        }
        catch (Exception exception) when (exception is DomainException or OperationCanceledException)
        {
            // It may have been reserved all the same.
            await ReleaseUnwrittenAsync(resourceId, caller);
            throw;
        }
    }

    private async Task<T> AskAsync<T>(
        Func<Reservations.ReservationsClient, CallOptions, AsyncUnaryCall<T>> ask, CallerContext caller, CancellationToken cancellationToken)
    {
        try
        {
            var client = new Reservations.ReservationsClient(channels.To("GOVERNANCE"));
            var self = CallerExtensions.OfPart(database.Part, caller.ProjectId, caller.RequestId);
            return await ask(client, signer.With(self, Timeout, time, cancellationToken));
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Refusal(exception);
        }
    }

    private Exception Refusal(RpcException exception)
    {
        if (ErrorInterceptor.RefusalOf(exception) is { } refusal)
        {
            return refusal;
        }
        logger.LogWarning(exception, "Governance gave no answer");
        return ErrorCatalogue.BackendUnavailable.With();
    }
}
