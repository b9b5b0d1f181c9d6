using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// Which certificates are on the agent's end points and what it observes of them, as <see cref="TunnelSet"/> for the end points
/// themselves. It keeps no key: those are handed on and forgotten.
/// </summary>
internal sealed class CertificateSet(ICertificateBackend backend) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string GatewayId, int Slot), (string CertificateId, long Generation)> _desired = [];
    private readonly UntoldReports<(string GatewayId, int Slot), ObservedCertificate> _reports = new();

    /// <summary>Takes over all certificates of all end points; the rest is forgotten, and all that is observed is reported again.</summary>
    public async Task ReplaceAsync(IReadOnlyCollection<DesiredCertificate> certificates, CancellationToken cancellationToken)
    {
        var wanted = certificates.Select(Key).ToHashSet();
        foreach (var (gatewayId, slot) in Present().Where(key => !wanted.Contains(key)))
        {
            await RemoveAsync(gatewayId, slot, cancellationToken);
        }
        await ApplyAsync(certificates, cancellationToken);
        _reports.TellAgain();
    }

    /// <summary>Follows changes; what is older than what it has is passed over. With an end point its certificate goes.</summary>
    public async Task ChangeAsync(Changes changes, CancellationToken cancellationToken)
    {
        foreach (var removed in changes.Gateways.Where(gateway => gateway.Removed))
        {
            await RemoveAsync(removed.GatewayId, removed.Slot, cancellationToken);
        }
        await ApplyAsync(changes.Certificates, cancellationToken);
    }

    /// <summary>Takes in what the backend observes, as long as the process lives.</summary>
    public async Task ObserveAsync(CancellationToken cancellationToken)
    {
        await foreach (var observed in backend.ObserveAsync(cancellationToken))
        {
            _reports.Add((observed.GatewayId, observed.Slot), observed);
        }
    }

    /// <summary>Waits until something is untold and takes it: of each end point the newest observation.</summary>
    public Task<IReadOnlyList<ObservedCertificate>> TakeReportsAsync(CancellationToken cancellationToken) => _reports.TakeAsync(cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _reports.Dispose();

    private static (string GatewayId, int Slot) Key(DesiredCertificate certificate) => (certificate.GatewayId, certificate.Slot);

    private (string GatewayId, int Slot)[] Present()
    {
        lock (_lock)
        {
            return [.. _desired.Keys];
        }
    }

    private async Task ApplyAsync(IEnumerable<DesiredCertificate> certificates, CancellationToken cancellationToken)
    {
        foreach (var certificate in certificates.Where(certificate => !Has(certificate)))
        {
            if (certificate.Certificate.Length == 0)
            {
                _reports.Add(Key(certificate), Closed(certificate));
                continue;
            }
            await backend.ApplyAsync(certificate, cancellationToken);
            lock (_lock)
            {
                _desired[Key(certificate)] = (certificate.CertificateId, certificate.Generation);
            }
        }
    }

    private static ObservedCertificate Closed(DesiredCertificate certificate) => new()
    {
        GatewayId = certificate.GatewayId,
        Slot = certificate.Slot,
        CertificateId = certificate.CertificateId,
        Generation = certificate.Generation,
        State = ObservedState.Failed,
        Reason = "the service cannot open the private keys",
    };

    private async Task RemoveAsync(string gatewayId, int slot, CancellationToken cancellationToken)
    {
        await backend.RemoveAsync(gatewayId, slot, cancellationToken);
        lock (_lock)
        {
            _desired.Remove((gatewayId, slot));
        }
        _reports.Remove((gatewayId, slot));
    }

    private bool Has(DesiredCertificate certificate)
    {
        lock (_lock)
        {
            return _desired.TryGetValue(Key(certificate), out var known)
                && known.CertificateId == certificate.CertificateId && known.Generation >= certificate.Generation;
        }
    }
}
