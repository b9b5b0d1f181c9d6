using Grpc.Core;
using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Governance.Quotas;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Governance.Inventory;

/// <summary>The administrator's rpcs; each is a file named after it in the folder of its resource. Everyone else gets <c>VPN.0003</c>.</summary>
internal sealed class InventoryAdministrationService(GovernanceDatabase database, UnbindEip unbindEip, SetQuota setQuota)
    : InventoryAdministration.InventoryAdministrationBase
{
    public override Task<RegisterZoneResponse> RegisterZone(RegisterZoneRequest request, ServerCallContext context) =>
        Zones.RegisterZone.RunAsync(Admit(context), request, context.CancellationToken);

    public override Task<RegisterVpcResponse> RegisterVpc(RegisterVpcRequest request, ServerCallContext context) =>
        Vpcs.RegisterVpc.RunAsync(Admit(context), request, context.CancellationToken);

    public override Task<RegisterSubnetResponse> RegisterSubnet(RegisterSubnetRequest request, ServerCallContext context) =>
        Subnets.RegisterSubnet.RunAsync(Admit(context), request, context.CancellationToken);

    public override Task<RegisterEnterpriseRouterResponse> RegisterEnterpriseRouter(
        RegisterEnterpriseRouterRequest request, ServerCallContext context) =>
        EnterpriseRouters.RegisterEnterpriseRouter.RunAsync(Admit(context), request, context.CancellationToken);

    public override Task<RegisterBandwidthResponse> RegisterBandwidth(RegisterBandwidthRequest request, ServerCallContext context) =>
        Bandwidths.RegisterBandwidth.RunAsync(Admit(context), request, context.CancellationToken);

    public override Task<RegisterEipResponse> RegisterEip(RegisterEipRequest request, ServerCallContext context) =>
        Eips.RegisterEip.RunAsync(Admit(context), request, context.CancellationToken);

    public override Task<FreezeEipResponse> FreezeEip(FreezeEipRequest request, ServerCallContext context) =>
        Eips.FreezeEip.RunAsync(Admit(context), request, context.CancellationToken);

    public override Task<UnbindEipResponse> UnbindEip(UnbindEipRequest request, ServerCallContext context)
    {
        Admit(context);
        return unbindEip.RunAsync(request, context.Caller().RequestId, context.CancellationToken);
    }

    public override Task<SetEipTypeResponse> SetEipType(SetEipTypeRequest request, ServerCallContext context) =>
        Eips.SetEipType.RunAsync(Admit(context), request, context.CancellationToken);

    public override Task<SetQuotaResponse> SetQuota(SetQuotaRequest request, ServerCallContext context)
    {
        Admit(context);
        return setQuota.RunAsync(request, context.CancellationToken);
    }

    private GovernanceDatabase Admit(ServerCallContext context)
    {
        context.Caller().RequirePart(CallerExtensions.Administrator);
        return database;
    }
}
