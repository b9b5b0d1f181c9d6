using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ServerCertificates;

/// <summary>
/// Signs certificates anew that the service signed and that expire soon; agents put them on the servers. Also forgets certificates that
/// nobody has any more.
/// </summary>
internal sealed class ServerCertificateRenewal(
    P2CDatabase database,
    ServiceAuthority authority,
    VpnServerEvents events,
    PlacementSignal<P2CDatabase> placements,
    TimeProvider time,
    ILogger<ServerCertificateRenewal> logger)
    : SingletonService("server-certificate-renewal", database, time, logger)
{
    // How long before the end of its validity a certificate is renewed, in milliseconds.
    private const long AheadMs = 30L * 24 * 60 * 60 * 1000;
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);
    private readonly P2CDatabase _database = database;
    private readonly TimeProvider _time = time;

    private long Limit => _time.NowMs() + AheadMs;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        await RenewAsync(cancellationToken);
        await _database.InTransactionAsync(session => session.ForgetServerCertificatesAsync(), cancellationToken);
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Rest, _time, cancellationToken);

    /// <summary>Renews all that are due. One that cannot be renewed does not keep the others from it.</summary>
    internal async Task RenewAsync(CancellationToken cancellationToken)
    {
        foreach (var due in await _database.ReadAsync(session => session.ListDueAsync(Limit), cancellationToken))
        {
            try
            {
                await _database.InGroupAsync(session => RenewAsync(session, due), cancellationToken, due.P2cVgwId);
            }
            catch (DomainException exception)
            {
                logger.LogError(exception, "The certificate of server {ServerId} cannot be renewed: its CA's key cannot be opened", due.Id);
            }
        }
    }

    private async Task<bool> RenewAsync(Session session, CertificateHolder due)
    {
        if (await session.LockP2cVpnGatewayAsync(due.ProjectId, due.P2cVgwId) is not { Deleting: 0 })
        {
            return false;
        }
        var before = await session.LockVpnServerAsync(due.ProjectId, due.Id);
        if (before.CertificateSource != CertificateSources.ServiceSign || before.SignedExpireTime >= Limit)
        {
            return false;
        }
        // No request asked for it, and to callers the server is as it was.
        var after = await authority.SignAsync(session, before) with { Generation = before.Generation + 1, RequestId = "" };
        await session.UpdateAsync(after);
        await events.AddUpdatedAsync(session, before, after, [VpnServerEvents.ServerCertificate], after.RequestId);
        session.AfterCommit(placements.Set);
        return true;
    }
}
