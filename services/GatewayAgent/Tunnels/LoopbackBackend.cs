using System.Threading.Channels;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// Applies everything in memory at once. There is no data plane behind it; for tests and demonstrations an end point can be made to
/// fail and be repaired.
/// </summary>
/// <param name="versions">The versions of the gateway software that it stands for.</param>
public sealed class LoopbackBackend(LoopbackVersions versions) : ITunnelBackend
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string GatewayId, int Slot), DesiredGateway> _applied = [];
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly Channel<ObservedGateway> _observations = Channel.CreateUnbounded<ObservedGateway>();

    /// <inheritdoc />
    public string Name => "loopback";

    /// <inheritdoc />
    public IReadOnlyList<string> Versions => versions.Offered;

    /// <summary>The versions, to make one fail.</summary>
    public LoopbackVersions Software => versions;

    /// <summary>An end point was applied, or taken away when it has no spec.</summary>
    internal event Action<DesiredGateway>? Changed;

    /// <inheritdoc />
    public Task ApplyAsync(DesiredGateway gateway, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _applied[(gateway.GatewayId, gateway.Slot)] = gateway;
            Tell(gateway);
        }
        Changed?.Invoke(gateway);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RemoveAsync(DesiredGateway gateway, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _applied.Remove((gateway.GatewayId, gateway.Slot));
            Tell(new ObservedGateway { GatewayId = gateway.GatewayId, Slot = gateway.Slot, Generation = gateway.Generation, State = ObservedState.Gone });
        }
        Changed?.Invoke(new DesiredGateway { GatewayId = gateway.GatewayId, Slot = gateway.Slot });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public IAsyncEnumerable<ObservedGateway> ObserveAsync(CancellationToken cancellationToken) => _observations.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Makes the end points of a gateway fail, also those that come later, until <see cref="Repair"/>.</summary>
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
        foreach (var gateway in _applied.Values.Where(applied => applied.GatewayId == gatewayId))
        {
            Tell(gateway);
        }
    }

    private void Tell(DesiredGateway gateway)
    {
        var reason = _failures.GetValueOrDefault(gateway.GatewayId) ?? versions.Trouble(gateway.Version, gateway.PreparedVersion);
        var observed = new ObservedGateway { GatewayId = gateway.GatewayId, Slot = gateway.Slot, Generation = gateway.Generation };
        if (reason is not null)
        {
            observed.State = ObservedState.Failed;
            observed.Reason = reason;
        }
        else
        {
            observed.State = ObservedState.Applied;
            observed.Version = versions.RunningOf(gateway.Version);
            observed.PreparedVersion = gateway.PreparedVersion;
        }
        Tell(observed);
    }

    private void Tell(ObservedGateway observed) => _observations.Writer.TryWrite(observed);
}
