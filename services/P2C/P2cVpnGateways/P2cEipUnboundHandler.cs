using Google.Protobuf;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>
/// Takes the EIP off a gateway that an administrator took off at Governance. Its queue has its name: SiteToSite hears the same event from
/// another.
/// </summary>
internal sealed class P2cEipUnboundHandler(P2cVpnGatewayEvents events, PlacementSignal<P2CDatabase> placements, TimeProvider time) : IEventHandler
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static IReadOnlyList<string> Types => ["eip.unbound"];

    public async Task HandleAsync(Session session, CloudEvent cloudEvent)
    {
        var unbound = Parser.Parse<EipUnbound>(cloudEvent.Data.GetRawText());
        var before = await session.LockP2cVpnGatewayAsync(cloudEvent.ProjectId, unbound.VpnGatewayId);
        // Another EIP may have been bound since.
        if (before?.Eip.ToEip() is not { } eip || !eip.Id.Equals(cloudEvent.Subject, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }
        var after = before with { Eip = null, Generation = before.Generation + 1, UpdatedAt = time.NowMs(), RequestId = cloudEvent.RequestId };
        await session.UpdateAsync(after);
        await events.AddUpdatedAsync(session, before, after, cloudEvent.RequestId);
        session.AfterCommit(placements.Set);
    }
}
