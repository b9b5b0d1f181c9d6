using Grpc.Core;
using VpnMesh.P2C.TaggedResources;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVpnGateways;

internal sealed partial class P2cVpnGatewayService
{
    /// <summary>Changes the name, the EIP, or both. A new name takes effect at once; a new EIP is for the agent to bring about.</summary>
    public override async Task<UpdateP2cVgwResponse> UpdateP2cVgw(UpdateP2cVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var changes = request.P2CVpnGateway;
        Check(changes);
        var known = await RequireAsync(caller, request.P2CVgwId, context.CancellationToken);
        if (changes.HasEipId)
        {
            await RebindAsync(caller, known, changes, context.CancellationToken);
        }
        else
        {
            await database.InGroupAsync(session => ChangeAsync(session, caller, known.Id, changes, eip: null), context.CancellationToken, known.Id);
        }
        return new UpdateP2cVgwResponse { P2CVpnGateway = new P2cVgwReference { Id = known.Id } };
    }

    private static void Check(P2cVgwChanges? changes)
    {
        var violations = new Violations();
        if (changes is null)
        {
            violations.Add("p2c_vpn_gateway", "is required");
        }
        violations.PlainName("p2c_vpn_gateway.name", changes?.HasName == true ? changes.Name : null);
        violations.ThrowIfAny();
    }

    private static void RequireChangeable(P2cVpnGatewayRow gateway, P2cVgwChanges changes)
    {
        if (changes.HasEipId && gateway.Eip is not null)
        {
            throw ErrorCatalogue.EipStillBound.With();
        }
        gateway.RequireActive();
        gateway.RequireNoOrder();
    }

    /// <summary>Binds the EIP. For a gateway that cannot be changed now it is only checked: what is wrong with it comes first.</summary>
    private async Task RebindAsync(CallerContext caller, P2cVpnGatewayRow known, P2cVgwChanges changes, CancellationToken cancellationToken)
    {
        if (!Wire.IsUuid(changes.EipId))
        {
            throw ErrorCatalogue.EipNotFound.With(changes.EipId);
        }
        // Of its own EIP the gateway says that it has it, Governance would say that somebody has.
        if (known.Eip.ToEip() is { } own && own.Id.Equals(changes.EipId, StringComparison.OrdinalIgnoreCase))
        {
            throw ErrorCatalogue.EipStillBound.With();
        }
        var request = new BindEipsRequest
        {
            ResourceId = known.Id,
            EipId1 = changes.EipId,
            MaxBandwidthSize = P2cFlavor.Bandwidth,
            BindingId = time.NewId(),
            CheckOnly = known is not { Eip: null, OrderInProgress: 0 } || known.Status() != P2cVpnGatewayStatus.Active,
        };
        var asked = time.GetTimestamp();
        var bound = await governance.BindEipsAsync(request, caller, cancellationToken);
        RequireChangeable(known, changes);
        var deadline = new ReservationDeadline(time, asked, bound.ValidMs);
        try
        {
            await database.InGroupAsync(
                session =>
                {
                    deadline.Guard(session);
                    return ChangeAsync(session, caller, known.Id, changes, bound.Eip1);
                },
                cancellationToken,
                known.Id);
        }
        catch (DomainException)
        {
            await governance.UndoBindEipsQuietlyAsync(known.Id, request.BindingId, caller);
            throw;
        }
    }

    private async Task<bool> ChangeAsync(Session session, CallerContext caller, string id, P2cVgwChanges changes, BoundEip? eip)
    {
        var before = await session.LockP2cVpnGatewayAsync(caller.ProjectId, id) ?? throw ErrorCatalogue.P2cGatewayNotFound.With();
        RequireChangeable(before, changes);
        var after = before with
        {
            Name = changes.HasName ? changes.Name : before.Name,
            Eip = eip is null ? before.Eip : eip.AsSent(changes.EipId).ToColumn(),
            Generation = eip is null ? before.Generation : before.Generation + 1,
            RequestId = eip is null ? before.RequestId : caller.RequestId,
        };
        if (after == before)
        {
            return false;
        }
        after = after with { UpdatedAt = time.NowMs() };
        await session.UpdateAsync(after);
        if (after.Name != before.Name)
        {
            await session.TellChangedAsync(TaggedTypes.Gateway, after.ProjectId, after.Id);
        }
        await events.AddUpdatedAsync(session, before, after, caller.RequestId);
        session.AfterCommit(placements.Set);
        return true;
    }
}
