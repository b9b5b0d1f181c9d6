using System.Threading.Channels;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.GatewayAgent.Clients;

/// <summary>
/// Applies everything in memory at once. There is no data plane behind it: for tests and demonstrations clients dial in and hang up by calls,
/// and a gateway can be made to fail and be repaired.
/// </summary>
/// <param name="versions">The versions of the gateway software that it stands for.</param>
/// <param name="callers">Clients that dial in by themselves.</param>
/// <param name="passwords">Asks the service whether a user may pass.</param>
/// <param name="time">Clock.</param>
public sealed partial class LoopbackClients(LoopbackVersions versions, LoopbackCallers callers, IPasswordCheck passwords, TimeProvider time) : IClientBackend
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LoopbackGateway> _gateways = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly Channel<P2cObservations> _observations = Channel.CreateUnbounded<P2cObservations>();

    /// <inheritdoc />
    public string Name => "loopback";

    /// <inheritdoc />
    public IReadOnlyList<string> Versions => versions.Offered;

    /// <summary>The versions, to make one fail.</summary>
    public LoopbackVersions Software => versions;

    /// <inheritdoc />
    public Task ApplyAsync(DesiredP2cGateway gateway, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_gateways.TryGetValue(gateway.GatewayId, out var known))
            {
                known = _gateways[gateway.GatewayId] = new LoopbackGateway(gateway);
            }
            known.Desired = gateway;
            Tell(known);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RemoveAsync(DesiredP2cGateway gateway, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_gateways.TryGetValue(gateway.GatewayId, out var known))
            {
                known.EndAll(time.NowMs(), "the gateway was deleted");
                TellSessions(known);
                _gateways.Remove(gateway.GatewayId);
            }
            Tell(new ObservedGateway { GatewayId = gateway.GatewayId, Slot = 1, Generation = gateway.Generation, State = ObservedState.Gone });
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ApplyAsync(DesiredServer server, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_gateways.TryGetValue(server.GatewayId, out var gateway))
            {
                return Task.CompletedTask;
            }
            if (gateway.Apply(server, time.NowMs()) | gateway.Welcome(callers, time))
            {
                TellSessions(gateway);
            }
            Tell(gateway, server);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ApplyAsync(string serverId, ServerAccess access, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Of(serverId) is not { } gateway)
            {
                return Task.CompletedTask;
            }
            if (gateway.Apply(access, time.NowMs()) | gateway.Welcome(callers, time))
            {
                TellSessions(gateway);
            }
            Tell(gateway, gateway.Server!);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task DisconnectAsync(string gatewayId, string sessionId, CancellationToken cancellationToken)
    {
        HangUp(sessionId, "disconnected by the service");
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Acknowledge(IEnumerable<string> sessionIds)
    {
        lock (_lock)
        {
            var ids = sessionIds.ToHashSet(StringComparer.Ordinal);
            foreach (var gateway in _gateways.Values)
            {
                gateway.Ended.RemoveAll(ended => ids.Contains(ended.Session.Id));
            }
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<P2cObservations> ObserveAsync(CancellationToken cancellationToken) => _observations.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Makes a gateway and its server fail, also one that comes later, until <see cref="Repair"/>.</summary>
    public void Fail(string gatewayId, string reason)
    {
        lock (_lock)
        {
            _failures[gatewayId] = reason;
            TellAll(gatewayId);
        }
    }

    /// <summary>Ends a failure.</summary>
    public void Repair(string gatewayId)
    {
        lock (_lock)
        {
            _failures.Remove(gatewayId);
            TellAll(gatewayId);
        }
    }

    private LoopbackGateway? Of(string serverId) => _gateways.Values.FirstOrDefault(gateway => gateway.Server?.ServerId == serverId);

    private void TellAll(string gatewayId)
    {
        if (!_gateways.TryGetValue(gatewayId, out var gateway))
        {
            return;
        }
        Tell(gateway);
        if (gateway.Server is { } server)
        {
            Tell(gateway, server);
        }
    }

    private void Tell(LoopbackGateway gateway)
    {
        var desired = gateway.Desired;
        var reason = _failures.GetValueOrDefault(desired.GatewayId) ?? versions.Trouble(desired.Version, desired.PreparedVersion);
        var observed = new ObservedGateway { GatewayId = desired.GatewayId, Slot = 1, Generation = desired.Generation, State = StateOf(reason), Reason = reason ?? "" };
        if (reason is null)
        {
            observed.Version = versions.RunningOf(desired.Version);
            observed.PreparedVersion = desired.PreparedVersion;
        }
        Tell(observed);
    }

    private void Tell(LoopbackGateway gateway, DesiredServer server)
    {
        var reason = _failures.GetValueOrDefault(gateway.Desired.GatewayId);
        var observed = new ObservedServer
        {
            ServerId = server.ServerId,
            Generation = server.Generation,
            State = StateOf(reason),
            Reason = reason ?? "",
            AccessRevision = gateway.Access?.Revision ?? 0,
        };
        _observations.Writer.TryWrite(new P2cObservations { Servers = { observed } });
    }

    private void TellSessions(LoopbackGateway gateway) =>
        _observations.Writer.TryWrite(new P2cObservations { Sessions = { gateway.Observed(time.NowMs()) } });

    private void Tell(ObservedGateway observed) => _observations.Writer.TryWrite(new P2cObservations { Gateways = { observed } });

    private static ObservedState StateOf(string? reason) => reason is null ? ObservedState.Applied : ObservedState.Failed;
}
