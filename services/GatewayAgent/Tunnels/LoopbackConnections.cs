using System.Threading.Channels;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// Applies connections in memory at once. As there is no peer they are down, unless a setting, a test or a demonstration says that the
/// peer is present; traffic and learnt routes come from there alone.
/// </summary>
public sealed partial class LoopbackConnections : IConnectionBackend
{
    private const int IkePort = 500;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LoopbackTunnel> _tunnels = new(StringComparer.Ordinal);
    private readonly Dictionary<(string GatewayId, int Slot), GatewaySpec> _endPoints = [];
    private readonly Dictionary<string, bool> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _callers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly Channel<Observations> _observations = Channel.CreateUnbounded<Observations>();
    private readonly LoopbackPeers _present;
    private readonly TimeProvider _time;

    /// <summary>Follows the end points of a loopback backend.</summary>
    /// <param name="gateways">Where the end points are.</param>
    /// <param name="present">Customer gateways that are present from the start.</param>
    /// <param name="time">Clock of what is observed.</param>
    public LoopbackConnections(LoopbackBackend gateways, LoopbackPeers present, TimeProvider time)
    {
        _present = present;
        _time = time;
        gateways.Changed += Follow;
    }

    /// <inheritdoc />
    public Task ApplyAsync(DesiredConnection connection, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var before = _tunnels.GetValueOrDefault(connection.ConnectionId);
            var spec = connection.Spec.Clone();
            spec.Psk = "";
            var keeps = before is not null && before.Spec.Resets == spec.Resets && before.Spec.Rules.Equals(spec.Rules);
            var tunnel = new LoopbackTunnel
            {
                ConnectionId = connection.ConnectionId,
                GatewayId = connection.GatewayId,
                Slot = connection.Slot,
                Generation = connection.Generation,
                Spec = spec,
                Associations = keeps ? before!.Associations : [],
                Learnt = before?.Learnt ?? [],
                CalledFrom = before?.CalledFrom ?? "",
                SinceMs = before?.SinceMs ?? _time.NowMs(),
            };
            _tunnels[connection.ConnectionId] = tunnel;
            Negotiate(tunnel, wasReset: before is not null && before.Spec.Resets != spec.Resets);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RemoveAsync(DesiredConnection connection, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var gone = new ObservedConnection { ConnectionId = connection.ConnectionId, Generation = connection.Generation, State = ObservedState.Gone };
            _observations.Writer.TryWrite(new Observations { Connections = { gone } });
            if (_tunnels.Remove(connection.ConnectionId, out var tunnel))
            {
                TellRoutes(tunnel.GatewayId, tunnel.Slot);
            }
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public IAsyncEnumerable<Observations> ObserveAsync(CancellationToken cancellationToken) => _observations.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Says whether a customer gateway is there to negotiate, from now on.</summary>
    /// <param name="peer">Its address; or the id of the connection, for one without a fixed address.</param>
    /// <param name="present">Whether it answers.</param>
    /// <param name="from">From where one without a fixed address calls.</param>
    public void SetPeer(string peer, bool present, string from = "203.0.113.99")
    {
        lock (_lock)
        {
            _peers[peer] = present;
            _callers[peer] = from;
            foreach (var tunnel in _tunnels.Values.Where(tunnel => tunnel.ConnectionId == peer || tunnel.Spec.PeerAddress == peer))
            {
                Negotiate(tunnel, wasReset: false);
            }
        }
    }

    /// <summary>Makes a connection fail to be applied, until it is said to be repaired by null.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="reason">What is reported.</param>
    public void Fail(string connectionId, string? reason)
    {
        lock (_lock)
        {
            if (reason is null)
            {
                _failures.Remove(connectionId);
            }
            else
            {
                _failures[connectionId] = reason;
            }
            if (_tunnels.TryGetValue(connectionId, out var tunnel))
            {
                Negotiate(tunnel, wasReset: false);
            }
        }
    }

    /// <summary>Counts traffic on every security association of a connection, if it is up.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="packets">Packets sent and as many received.</param>
    /// <param name="bytes">Bytes sent and as many received.</param>
    public void Count(string connectionId, long packets, long bytes)
    {
        lock (_lock)
        {
            var tunnel = _tunnels[connectionId];
            foreach (var association in tunnel.Associations)
            {
                association.PacketsSent += packets;
                association.PacketsReceived += packets;
                association.BytesSent += bytes;
                association.BytesReceived += bytes;
            }
            TellAssociations(tunnel);
        }
    }

    /// <summary>Lets a BGP peer tell routes, in place of those before.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="routes">Destination, AS path and metric of each.</param>
    public void Learn(string connectionId, params (string Destination, string AsPath, long Med)[] routes)
    {
        lock (_lock)
        {
            var tunnel = _tunnels[connectionId];
            tunnel.Learnt.Clear();
            tunnel.Learnt.AddRange(routes.Select(route => new ObservedRoute
            {
                Destination = route.Destination,
                NextHop = tunnel.Spec.TunnelPeerAddress.Split('/')[0],
                InterfaceAddress = tunnel.Spec.TunnelLocalAddress.Split('/')[0],
                Source = RouteSource.Bgp,
                Origin = "igp",
                AsPath = route.AsPath,
                Med = route.Med,
                ConnectionId = connectionId,
            }));
            Negotiate(tunnel, wasReset: false);
        }
    }

    private void Follow(DesiredGateway gateway)
    {
        lock (_lock)
        {
            if (gateway.Spec is null)
            {
                _endPoints.Remove((gateway.GatewayId, gateway.Slot));
                return;
            }
            _endPoints[(gateway.GatewayId, gateway.Slot)] = gateway.Spec;
            TellRoutes(gateway.GatewayId, gateway.Slot);
        }
    }

    /// <summary>Brings the tunnel up or down, as the peer is there or not, and tells what came of it.</summary>
    private void Negotiate(LoopbackTunnel tunnel, bool wasReset)
    {
        var failure = _failures.GetValueOrDefault(tunnel.ConnectionId);
        var (wasUp, isUp) = (tunnel.IsUp, failure is null && IsPresent(tunnel));
        if (isUp && tunnel.Spec.PeerAddress.Length == 0)
        {
            tunnel.CalledFrom = _callers[tunnel.ConnectionId];
        }
        if (isUp && !wasUp)
        {
            tunnel.Associations.AddRange(tunnel.Pairs().Select(pair => new SecurityAssociation
            {
                Id = _time.NewId(),
                SourceBlock = pair.Source,
                DestinationBlock = pair.Destination,
            }));
            tunnel.SinceMs = _time.NowMs();
        }
        if (!isUp && wasUp)
        {
            tunnel.Associations.Clear();
            tunnel.SinceMs = _time.NowMs();
        }
        TellNegotiations(tunnel, Happened(wasUp, isUp, wasReset, failure));
        _observations.Writer.TryWrite(new Observations { Connections = { tunnel.Observed(failure) } });
        TellAssociations(tunnel);
        TellRoutes(tunnel.GatewayId, tunnel.Slot);
    }

    private bool IsPresent(LoopbackTunnel tunnel) => IsPresent(tunnel.ConnectionId, tunnel.Spec.PeerAddress);

    private bool IsPresent(string connectionId, string address) =>
        _peers.TryGetValue(connectionId, out var present) || _peers.TryGetValue(address, out present) ? present : _present.Has(address);

    private static IEnumerable<(string Level, string Kind, string Message)> Happened(bool wasUp, bool isUp, bool wasReset, string? failure)
    {
        if (wasReset)
        {
            yield return ("info", "reset", "the security associations were dropped to be negotiated anew");
        }
        if (failure is not null)
        {
            yield return ("error", "configuration_failed", failure);
        }
        else if (isUp && !wasUp)
        {
            yield return ("info", "ike_sa_established", "the peer is authenticated");
            yield return ("info", "child_sa_established", "traffic can flow");
        }
        else if (!isUp)
        {
            yield return wasUp ? ("warning", "ike_sa_deleted", "the peer no longer answers") : ("warning", "ike_no_response", "the peer does not answer");
        }
    }

    private void TellNegotiations(LoopbackTunnel tunnel, IEnumerable<(string Level, string Kind, string Message)> happened)
    {
        var negotiations = happened.Select(one => new NegotiationEvent
        {
            Id = _time.NewId(),
            ConnectionId = tunnel.ConnectionId,
            TimeMs = _time.NowMs(),
            Level = one.Level,
            Kind = one.Kind,
            Message = one.Message,
            LocalAddress = _endPoints.GetValueOrDefault((tunnel.GatewayId, tunnel.Slot))?.LocalAddress ?? "",
            PeerAddress = tunnel.Spec.PeerAddress.Length > 0 ? tunnel.Spec.PeerAddress : tunnel.CalledFrom,
            PeerPort = IkePort,
            ProcessId = Environment.ProcessId,
        });
        _observations.Writer.TryWrite(new Observations { Negotiations = { negotiations } });
    }

    private void TellAssociations(LoopbackTunnel tunnel)
    {
        var told = new ObservedAssociations { ConnectionId = tunnel.ConnectionId, CollectedAtMs = _time.NowMs() };
        told.Associations.AddRange(tunnel.Associations.Select(association => association.Clone()));
        _observations.Writer.TryWrite(new Observations { Associations = { told } });
    }

    private void TellRoutes(string gatewayId, int slot)
    {
        if (!_endPoints.TryGetValue((gatewayId, slot), out var spec))
        {
            return;
        }
        var told = new ObservedRoutes { GatewayId = gatewayId, Slot = slot };
        told.Routes.AddRange(spec.LocalSubnets.Select(subnet => new ObservedRoute
        {
            Destination = subnet,
            NextHop = spec.LocalAddress,
            InterfaceAddress = spec.LocalAddress,
            Source = RouteSource.Connected,
        }));
        told.Routes.AddRange(_tunnels.Values
            .Where(tunnel => tunnel.GatewayId == gatewayId && tunnel.Slot == slot)
            .OrderBy(tunnel => tunnel.ConnectionId, StringComparer.Ordinal)
            .SelectMany(tunnel => tunnel.Routes()));
        _observations.Writer.TryWrite(new Observations { Routes = { told } });
    }
}
