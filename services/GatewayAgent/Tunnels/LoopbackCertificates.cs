using System.Threading.Channels;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// Takes every certificate at once and keeps no key. For tests and demonstrations those of a gateway can be made to fail and be repaired.
/// </summary>
public sealed class LoopbackCertificates : ICertificateBackend
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string GatewayId, int Slot), (string CertificateId, long Generation)> _applied = [];
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly Channel<ObservedCertificate> _observations = Channel.CreateUnbounded<ObservedCertificate>();

    /// <inheritdoc />
    public Task ApplyAsync(DesiredCertificate certificate, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _applied[(certificate.GatewayId, certificate.Slot)] = (certificate.CertificateId, certificate.Generation);
            Tell(certificate.GatewayId, certificate.Slot);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RemoveAsync(string gatewayId, int slot, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _applied.Remove((gatewayId, slot));
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public IAsyncEnumerable<ObservedCertificate> ObserveAsync(CancellationToken cancellationToken) => _observations.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Makes the certificate of a gateway fail, also one that comes later, until <see cref="Repair"/>.</summary>
    /// <param name="gatewayId">The gateway.</param>
    /// <param name="reason">What is reported.</param>
    public void Fail(string gatewayId, string reason)
    {
        lock (_lock)
        {
            _failures[gatewayId] = reason;
            TellAll(gatewayId);
        }
    }

    /// <summary>Ends a failure.</summary>
    /// <param name="gatewayId">The gateway.</param>
    public void Repair(string gatewayId)
    {
        lock (_lock)
        {
            _failures.Remove(gatewayId);
            TellAll(gatewayId);
        }
    }

    private void TellAll(string gatewayId)
    {
        foreach (var (_, slot) in _applied.Keys.Where(key => key.GatewayId == gatewayId))
        {
            Tell(gatewayId, slot);
        }
    }

    private void Tell(string gatewayId, int slot)
    {
        var (certificateId, generation) = _applied[(gatewayId, slot)];
        var failed = _failures.TryGetValue(gatewayId, out var reason);
        _observations.Writer.TryWrite(new ObservedCertificate
        {
            GatewayId = gatewayId,
            Slot = slot,
            CertificateId = certificateId,
            Generation = generation,
            State = failed ? ObservedState.Failed : ObservedState.Applied,
            Reason = reason ?? "",
        });
    }
}
