using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.SiteToSite.VpnGateways;

internal sealed partial class VpnGatewayService
{
    /// <summary>Changes name, subnets, EIPs or policy template; what is not sent keeps its value.</summary>
    public override async Task<UpdateVgwResponse> UpdateVgw(UpdateVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var changes = request.VpnGateway;
        await database.RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        var violations = new Violations();
        CheckId(violations, request.VgwId);
        VpnGatewayChangesRules.Check(violations, changes);
        var binding = time.NewId();
        ReservationDeadline? deadline = null;
        try
        {
            var gateway = await ChangeAsync(
                context,
                request.VgwId,
                async before =>
                {
                    caller.RequireRouterOf(before);
                    VpnGatewayChangesRules.CheckKind(before, changes);
                    var asked = time.GetTimestamp();
                    var eips = await BindEipsAsync(before, changes, binding, caller, context.CancellationToken);
                    deadline = eips is null ? null : new ReservationDeadline(time, asked, eips.ValidMs);
                    before.RequireActive();
                    return Apply(before, changes, eips);
                },
                session => deadline?.Guard(session));
            return new UpdateVgwResponse { VpnGateway = VpnGatewayAnswers.Updated(gateway) };
        }
        catch (DomainException)
        {
            await UndoBindingAsync(request.VgwId, changes, binding, caller);
            throw;
        }
    }

    /// <summary>Binds the EIPs. Of a gateway that cannot be changed now they are only checked: what is wrong with them comes first.</summary>
    private async Task<BindEipsResponse?> BindEipsAsync(
        VpnGatewayRow gateway, VpnGatewayChanges changes, string binding, CallerContext caller, CancellationToken cancellationToken)
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
            BindingId = binding,
            CheckOnly = gateway.Status() != VpnGatewayStatus.Active,
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

    /// <remarks>
    /// The gateway was changed by another while this change had its EIPs bound already. One that made the binding its own, and has
    /// written it, shows in the row.
    /// </remarks>
    private async Task UndoBindingAsync(string id, VpnGatewayChanges changes, string binding, CallerContext caller)
    {
        if (!changes.HasEipId1 && !changes.HasEipId2)
        {
            return;
        }
        var gateway = await database.ReadAsync(session => session.FindVpnGatewayAsync(caller.ProjectId, Stored(id)), CancellationToken.None);
        if (gateway?.Eips().Any(eip => Is(eip, changes.EipId1) || Is(eip, changes.EipId2)) != true)
        {
            await governance.UndoBindEipsQuietlyAsync(Stored(id), binding, caller);
        }
    }

    private static bool Is(BoundEip eip, string id) => eip.Id.Equals(id, StringComparison.OrdinalIgnoreCase);

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
