using System.Runtime.CompilerServices;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGatewayCertificates;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Which certificates one agent is told on one stream: all when it connects, as it may have forgotten them, then what it has not
/// reported. Level-triggered like <see cref="AgentPush"/>.
/// </summary>
internal sealed class CertificatePush(SiteToSiteDatabase database, KeyRing keyRing, ILogger logger, string agentId)
{
    // Each with five texts of some kilobytes.
    private const int LargestMessage = 100;
    private Dictionary<(string GatewayId, long Slot), long> _told = [];

    /// <summary>All certificates of the agent's end points, in pages.</summary>
    public async IAsyncEnumerable<IReadOnlyList<DesiredCertificate>> ListAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (after, afterSlot) = ("", 0L);
        while (true)
        {
            var rows = await database.ReadAsync(
                session => CertificateStore.ListPageAsync(session, agentId, after, afterSlot, LargestMessage), cancellationToken);
            if (rows.Count > 0)
            {
                (after, afterSlot) = (rows[^1].GatewayId, rows[^1].Slot);
                yield return Tell(rows);
            }
            if (rows.Count < LargestMessage)
            {
                yield break;
            }
        }
    }

    /// <summary>What is pending and was not told yet. Read after the pending gateways and sent after them, so that none comes behind the removal of its gateway.</summary>
    public async Task<IReadOnlyList<PendingCertificate>> ListUntoldAsync(Session session)
    {
        var pending = await CertificateStore.ListPendingAsync(session, agentId);
        var untold = pending.Where(row => _told.GetValueOrDefault((row.GatewayId, row.Slot)) < row.Generation).ToArray();
        // What is no longer pending need not be remembered: it is in the store as reported.
        _told = pending.Except(untold).ToDictionary(row => (row.GatewayId, row.Slot), row => row.Generation);
        return untold;
    }

    /// <summary>The certificates, as new as they are by now, in pages.</summary>
    public async IAsyncEnumerable<IReadOnlyList<DesiredCertificate>> ListAsync(
        IReadOnlyList<PendingCertificate> pending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var page in pending.Select(row => row.GatewayId).Distinct().Chunk(LargestMessage))
        {
            var rows = await database.ReadAsync(session => CertificateStore.ListAsync(session, agentId, page), cancellationToken);
            yield return Tell(rows);
        }
    }

    private DesiredCertificate[] Tell(IReadOnlyList<DesiredCertificateRow> rows)
    {
        foreach (var row in rows)
        {
            _told[(row.GatewayId, row.Slot)] = row.Generation;
        }
        return [.. rows.Select(ToDesired)];
    }

    private DesiredCertificate ToDesired(DesiredCertificateRow row)
    {
        var desired = new DesiredCertificate { CertificateId = row.Id, GatewayId = row.GatewayId, Slot = (int)row.Slot, Generation = row.Generation };
        if (!keyRing.TryUnseal(row.PrivateKey, VpnGatewayCertificateRow.PrivateKeyPurpose(row.Id), out var privateKey)
            || !keyRing.TryUnseal(row.EncPrivateKey, VpnGatewayCertificateRow.EncPrivateKeyPurpose(row.Id), out var encPrivateKey))
        {
            logger.LogError("The keys of certificate {CertificateId} cannot be opened with the keys on the ring", row.Id);
            return desired;
        }
        desired.Certificate = row.Certificate;
        desired.PrivateKey = privateKey;
        desired.CertificateChain = row.CertificateChain;
        desired.EncCertificate = row.EncCertificate;
        desired.EncPrivateKey = encPrivateKey;
        return desired;
    }
}
