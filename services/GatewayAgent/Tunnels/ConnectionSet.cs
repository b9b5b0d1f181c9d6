using VpnMesh.GatewayAgent.Telemetry;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// Which connections the agent was told to run and what it observes of them, as <see cref="TunnelSet"/> for the end points themselves.
/// It keeps no key: those are handed on and forgotten.
/// </summary>
internal sealed class ConnectionSet(IConnectionBackend backend) : IDisposable
{
    // What happened is told until the service has it; beyond this many, news is worth more than what nobody took for so long.
    private const int MostNegotiations = 10_000;
    private const int MostRoutes = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _desired = new(StringComparer.Ordinal);

    /// <summary>The newest state of each connection.</summary>
    public UntoldReports<string, ObservedConnection> Connections { get; } = new();

    /// <summary>The security associations of each connection.</summary>
    public UntoldReports<string, ObservedAssociations> Associations { get; } = new();

    /// <summary>The routing table of each end point.</summary>
    public UntoldReports<(string GatewayId, int Slot), ObservedRoutes> Routes { get; } = new();

    /// <summary>What happened and the service does not have yet.</summary>
    public UntoldReports<string, NegotiationEvent> Negotiations { get; } = new(MostNegotiations);

    /// <summary>Id and generation of every connection that is to run.</summary>
    public (string Id, long Generation)[] Present()
    {
        lock (_lock)
        {
            return [.. _desired.Select(known => (known.Key, known.Value))];
        }
    }

    /// <summary>Waits until something about connections is untold and takes it.</summary>
    public async Task<IReadOnlyList<ObservedConnection>> TakeReportsAsync(CancellationToken cancellationToken)
    {
        var reports = await Connections.TakeAsync(cancellationToken);
        // Should this report be lost with the stream, the service asks for the removal again.
        foreach (var gone in reports.Where(report => report.State == ObservedState.Gone))
        {
            Connections.Forget(gone.ConnectionId, gone);
        }
        return reports;
    }

    /// <summary>Takes over everything that is to run; the rest is removed, and all that is observed is reported again.</summary>
    /// <param name="connections">All connections of all end points.</param>
    /// <param name="endPoints">All end points: nobody asks for the routes of others.</param>
    /// <param name="cancellationToken">Stops between connections.</param>
    public async Task ReplaceAsync(
        IReadOnlyCollection<DesiredConnection> connections, IEnumerable<DesiredGateway> endPoints, CancellationToken cancellationToken)
    {
        Routes.RemoveAllBut(endPoints.Select(endPoint => (endPoint.GatewayId, endPoint.Slot)).ToHashSet());
        var wanted = connections.Select(connection => connection.ConnectionId).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, generation) in Present().Where(known => !wanted.Contains(known.Id)))
        {
            await RemoveAsync(new DesiredConnection { ConnectionId = id, Generation = generation }, cancellationToken);
        }
        await ChangeAsync(connections, cancellationToken);
        Connections.TellAgain();
        Associations.TellAgain();
        Routes.TellAgain();
        Negotiations.TellAgain();
    }

    /// <summary>Follows changes; what is older than what it has is passed over.</summary>
    public async Task ChangeAsync(IEnumerable<DesiredConnection> connections, CancellationToken cancellationToken)
    {
        foreach (var connection in connections)
        {
            await (connection.Removed ? RemoveAsync(connection, cancellationToken) : ApplyAsync(connection, cancellationToken));
        }
    }

    /// <summary>An end point was taken away: nobody asks for its routes any more.</summary>
    public void Forget(DesiredGateway gateway) => Routes.Remove((gateway.GatewayId, gateway.Slot));

    /// <summary>The service has these: they need not be told again.</summary>
    public void Acknowledge(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            Negotiations.Remove(id);
        }
    }

    /// <summary>Takes in what the backend observes, as long as the process lives.</summary>
    public async Task ObserveAsync(CancellationToken cancellationToken)
    {
        await foreach (var observed in backend.ObserveAsync(cancellationToken))
        {
            foreach (var connection in observed.Connections)
            {
                Connections.Add(connection.ConnectionId, connection);
            }
            foreach (var associations in observed.Associations)
            {
                Associations.Add(associations.ConnectionId, associations);
            }
            foreach (var routes in observed.Routes)
            {
                while (routes.Routes.Count > MostRoutes)
                {
                    routes.Routes.RemoveAt(routes.Routes.Count - 1);
                }
                Routes.Add((routes.GatewayId, routes.Slot), routes);
            }
            foreach (var negotiation in observed.Negotiations)
            {
                Negotiations.Add(negotiation.Id, negotiation);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Connections.Dispose();
        Associations.Dispose();
        Routes.Dispose();
        Negotiations.Dispose();
    }

    private async Task ApplyAsync(DesiredConnection connection, CancellationToken cancellationToken)
    {
        if (Has(connection))
        {
            // The service does not know that, or would not ask.
            Connections.TellAgain(connection.ConnectionId);
            return;
        }
        if (connection.Spec is null)
        {
            Connections.Add(connection.ConnectionId, new ObservedConnection
            {
                ConnectionId = connection.ConnectionId,
                Generation = connection.Generation,
                State = ObservedState.Failed,
                Reason = "the service cannot open the pre-shared key",
            });
            return;
        }
        await ApplyTelemetry.RunAsync("connection", connection.ConnectionId, connection.Traceparent, () => backend.ApplyAsync(connection, cancellationToken));
        lock (_lock)
        {
            _desired[connection.ConnectionId] = connection.Generation;
        }
    }

    private async Task RemoveAsync(DesiredConnection connection, CancellationToken cancellationToken)
    {
        await ApplyTelemetry.RunAsync("connection", connection.ConnectionId, connection.Traceparent, () => backend.RemoveAsync(connection, cancellationToken));
        lock (_lock)
        {
            _desired.Remove(connection.ConnectionId);
        }
        Associations.Remove(connection.ConnectionId);
    }

    private bool Has(DesiredConnection connection)
    {
        lock (_lock)
        {
            return _desired.TryGetValue(connection.ConnectionId, out var known) && known >= connection.Generation;
        }
    }
}
