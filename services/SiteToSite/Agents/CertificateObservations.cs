using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGatewayCertificates;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// What agents observe of certificates, and what becomes of that when an end point moves or its gateway goes. Events are written with the
/// change that they tell of.
/// </summary>
internal sealed class CertificateObservations(SiteToSiteDatabase database, VpnGatewayCertificateEvents events)
{
    private const int BatchSize = 500;

    /// <summary>
    /// Takes in the reports of an agent's stream, newest last. They may repeat and be stale; they count only for end points that are
    /// still the agent's own, and never go back behind a newer generation.
    /// </summary>
    public async Task ApplyAsync(string agentId, string stream, IEnumerable<ObservedCertificate> reports)
    {
        var told = reports.Where(report => report.State is ObservedState.Applied or ObservedState.Failed);
        foreach (var batch in told.Chunk(BatchSize))
        {
            await database.InGroupAsync(session => ApplyAsync(session, agentId, stream, batch), CancellationToken.None);
        }
    }

    /// <summary>End points moved to other agents, which have yet to put the certificates there. In the transaction of the move.</summary>
    public async Task RestartAsync(Session session, IReadOnlyCollection<(string GatewayId, long Slot)> moved)
    {
        if (moved.Count == 0)
        {
            return;
        }
        var slots = moved.ToLookup(endPoint => endPoint.GatewayId, endPoint => endPoint.Slot);
        foreach (var before in await session.LockVpnGatewayCertificatesAsync([.. slots.Select(gateway => gateway.Key)]))
        {
            var after = slots[before.VgwId].Aggregate(before, (certificate, slot) => Observe(certificate, slot, 0, null));
            await WriteAsync(session, before, after);
        }
    }

    /// <summary>Gateways go, and their certificates with them. In the transaction of that, before.</summary>
    public async Task DeleteAsync(Session session, IReadOnlyCollection<GatewayRow> gone)
    {
        string[] gatewayIds = [.. gone.Select(gateway => gateway.Id)];
        var requests = gone.ToDictionary(gateway => gateway.Id, gateway => gateway.RequestId);
        foreach (var certificate in await session.LockVpnGatewayCertificatesAsync(gatewayIds))
        {
            await session.DeleteVpnGatewayCertificateAsync(certificate);
            await events.AddDeletedAsync(session, certificate, requests[certificate.VgwId]);
        }
    }

    private async Task<bool> ApplyAsync(Session session, string agentId, string stream, ObservedCertificate[] reports)
    {
        // As long as these reports are taken in, the agent neither comes back on another stream nor loses its end points.
        if (!await AgentStore.LockCurrentAsync(session, agentId, stream))
        {
            return false;
        }
        string[] gatewayIds = [.. reports.Select(report => report.GatewayId).Distinct()];
        var own = (await PlacementStore.ListOwnAsync(session, agentId, gatewayIds)).Select(endPoint => (endPoint.GatewayId, endPoint.Slot)).ToHashSet();
        var ofGateways = reports.Where(report => own.Contains((report.GatewayId, report.Slot))).ToLookup(report => report.GatewayId);
        foreach (var before in await session.LockVpnGatewayCertificatesAsync([.. ofGateways.Select(gateway => gateway.Key)]))
        {
            await WriteAsync(session, before, ofGateways[before.VgwId].Aggregate(before, Observe));
        }
        return true;
    }

    private async Task WriteAsync(Session session, VpnGatewayCertificateRow before, VpnGatewayCertificateRow after)
    {
        if (after == before)
        {
            return;
        }
        await session.UpdateAsync(after);
        // A failure or the loss of an agent is nobody's request.
        var requestId = before.Status() == VpnGatewayCertificateStatus.Binding ? after.RequestId : "";
        await events.AddStatusChangedAsync(session, before, after, requestId);
    }

    private static VpnGatewayCertificateRow Observe(VpnGatewayCertificateRow certificate, ObservedCertificate report)
    {
        var known = report.Slot == 1 ? certificate.ObservedGeneration1 : certificate.ObservedGeneration2;
        if (report.CertificateId != certificate.Id || report.Generation < known || report.Generation > certificate.Generation)
        {
            return certificate;
        }
        var state = report.State == ObservedState.Applied ? VpnGatewayCertificateStatus.Applied : VpnGatewayCertificateStatus.Failed;
        return Observe(certificate, report.Slot, report.Generation, state);
    }

    private static VpnGatewayCertificateRow Observe(VpnGatewayCertificateRow certificate, long slot, long generation, string? state) => slot == 1
        ? certificate with { ObservedGeneration1 = generation, ObservedState1 = state }
        : certificate with { ObservedGeneration2 = generation, ObservedState2 = state };
}
