using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.TaggedResources;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

internal sealed partial class VpnConnectionService
{
    /// <summary>Changes what is sent and nothing else, down to single members of the policies; what changes nothing is not written.</summary>
    public override async Task<UpdateVpnConnectionResponse> UpdateVpnConnection(UpdateVpnConnectionRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await RequireAccessAsync(caller, request.VpnConnectionId, context.CancellationToken);
        VpnConnectionChangesRules.Check(request.VpnConnectionId, request.VpnConnection);
        var changed = await ChangeAsync(
            caller,
            request.VpnConnectionId,
            (session, gateway, connection) => UpdateAsync(session, caller, gateway, connection, request.VpnConnection),
            context.CancellationToken);
        return new UpdateVpnConnectionResponse { VpnConnection = VpnConnectionAnswers.Updated(changed) };
    }

    private async Task<VpnConnectionRow> UpdateAsync(
        Session session, CallerContext caller, VpnGatewayRow gateway, VpnConnectionRow before, VpnConnectionChanges changes)
    {
        var cgwId = changes.HasCgwId ? Stored(changes.CgwId) : before.CgwId;
        var customerGateway = await session.HoldCustomerGatewayAsync(caller.ProjectId, cgwId) ?? throw ErrorCatalogue.NotFound.With();
        var kind = new ConnectionKind(gateway, customerGateway, before.Style);
        var change = new VpnConnectionChange(before, changes, kind);
        var changed = change.Apply();
        var isSamePsk = !changes.HasPsk
            || (before.Psk is { } psk && keys.TryUnseal(psk, PskPurpose(before.Id), out var present) && present == changes.Psk);
        RequireChangeable(gateway, before, "update");
        var asked = Fingerprint(changes);
        if (before.Status() == VpnConnectionStatus.PendingUpdate && before.LastChange == asked && isSamePsk)
        {
            throw ErrorCatalogue.RepeatedOperation.With();
        }
        if (!isSamePsk)
        {
            changed = changed with { Psk = keys.Seal(changes.Psk, PskPurpose(before.Id)) };
        }
        if (changed with { FilledIn = before.FilledIn } == before)
        {
            // At most it is remembered that callers have set by now what the service had filled in.
            await session.UpdateAsync(changed);
            return before;
        }
        await queue.RequireRoomAsync(session, gateway.Id);
        var after = changed with { Generation = before.Generation + 1, UpdatedAt = time.NowMs(), RequestId = caller.RequestId, LastChange = asked };
        await session.UpdateAsync(after);
        if (after.Name != before.Name)
        {
            await session.TellChangedAsync(TaggedTypes.VpnConnection, after.ProjectId, after.Id);
        }
        if (after.CgwId != before.CgwId)
        {
            await session.RecountAsync(gateway.Id);
        }
        await events.AddUpdatedAsync(session, before, after);
        session.AfterCommit(placements.Set);
        return after;
    }

    /// <summary>A change as it was asked for, to know its repetition by. Of the pre-shared key only that it was sent: it could be guessed from it.</summary>
    private static string Fingerprint(VpnConnectionChanges changes)
    {
        var told = changes.Clone();
        if (told.HasPsk)
        {
            told.Psk = "";
        }
        return Convert.ToHexStringLower(SHA256.HashData(told.ToByteArray()));
    }
}
