using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGateways;

internal sealed partial class VpnGatewayService
{
    /// <summary>Changes name, subnets, EIPs or policy template; what is not sent keeps its value.</summary>
    public override async Task<UpdateVgwResponse> UpdateVgw(UpdateVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var changes = request.VpnGateway;
        await RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        var violations = new Violations();
        CheckId(violations, request.VgwId);
        VpnGatewayChangesRules.Check(violations, changes);
        var gateway = await ChangeAsync(context, request.VgwId, async before =>
        {
            VpnGatewayChangesRules.CheckKind(before, changes);
            before.RequireActive();
            var eips = await BindEipsAsync(before, changes, caller, context.CancellationToken);
            return Apply(before, changes, eips);
        });
        return new UpdateVgwResponse { VpnGateway = VpnGatewayAnswers.Updated(gateway) };
    }

    /// <remarks>
    /// Should the gateway not be written after this, the EIPs stay bound to it at Governance; the same request, repeated, succeeds.
    /// </remarks>
    private async Task<BindEipsResponse?> BindEipsAsync(
        VpnGatewayRow gateway, VpnGatewayChanges changes, CallerContext caller, CancellationToken cancellationToken)
    {
        if (!changes.HasEipId1 && !changes.HasEipId2)
        {
            return null;
        }
        var request = new BindEipsRequest
        {
            ResourceId = gateway.Id,
            MaxBandwidthSize = gateway.Flavor().Bandwidth,
            PublicBorderGroup = gateway.PublicBorderGroup,
        };
        if (changes.HasEipId1)
        {
            request.EipId1 = changes.EipId1;
        }
        if (changes.HasEipId2)
        {
            request.EipId2 = changes.EipId2;
        }
        return await governance.BindEipsAsync(request, caller, cancellationToken);
    }

    private static VpnGatewayRow Apply(VpnGatewayRow gateway, VpnGatewayChanges changes, BindEipsResponse? eips) => gateway with
    {
        Name = changes.HasName ? changes.Name : gateway.Name,
        LocalSubnets = (changes.LocalSubnets ?? changes.LocalSubnetsV6)?.Items.ToColumn() ?? gateway.LocalSubnets,
        Eip1 = changes.HasEipId1 ? eips!.Eip1.AsSent(changes.EipId1).ToColumn() : gateway.Eip1,
        Eip2 = changes.HasEipId2 ? eips!.Eip2.AsSent(changes.EipId2).ToColumn() : gateway.Eip2,
        PolicyTemplate = changes.PolicyTemplate is { } policies ? Merge(gateway, policies).ToColumn() : gateway.PolicyTemplate,
    };

    private static PolicyTemplate Merge(VpnGatewayRow gateway, PolicyTemplate changes)
    {
        var merged = gateway.Policies()!;
        merged.MergeFrom(changes);
        return merged;
    }
}
