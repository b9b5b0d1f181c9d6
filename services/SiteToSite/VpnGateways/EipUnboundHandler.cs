using Google.Protobuf;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>Takes an EIP off a gateway that an administrator took off at Governance.</summary>
internal sealed class EipUnboundHandler(VpnGatewayEvents events, PlacementSignal<SiteToSiteDatabase> placements, TimeProvider time) : IEventHandler
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static IReadOnlyList<string> Types => ["eip.unbound"];

    public async Task HandleAsync(Session session, CloudEvent cloudEvent)
    {
        var unbound = Parser.Parse<EipUnbound>(cloudEvent.Data.GetRawText());
        var before = await session.LockVpnGatewayAsync(cloudEvent.ProjectId, unbound.VpnGatewayId);
        // Another EIP may have been bound there since.
        if (before is null || Without(before, cloudEvent.Subject) is not { } after)
        {
            return;
        }
        after = after with { Generation = before.Generation + 1, UpdatedAt = time.NowMs(), RequestId = cloudEvent.RequestId };
        await session.UpdateAsync(after);
        await events.AddUpdatedAsync(session, before, after, cloudEvent.RequestId);
        session.AfterCommit(placements.Set);
    }

    private static VpnGatewayRow? Without(VpnGatewayRow gateway, string eipId)
    {
        if (IsEip(gateway.Eip1, eipId))
        {
            return gateway with { Eip1 = null };
        }
        return IsEip(gateway.Eip2, eipId) ? gateway with { Eip2 = null } : null;
    }

    private static bool IsEip(string? column, string eipId) =>
        column.ToEip() is { } eip && eip.Id.Equals(eipId, StringComparison.OrdinalIgnoreCase);
}
