using VpnMesh.GatewayAgent.Telemetry;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Clients;

/// <summary>
/// What the agent was told to run for clients and what it observes of it. Lives as long as the process: streams to the service come and go,
/// and each one hears everything again.
/// </summary>
internal sealed class ClientSet(IClientBackend backend) : IDisposable
{
    private readonly Dictionary<string, DesiredP2cGateway> _gateways = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DesiredServer> _servers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServerAccess> _access = new(StringComparer.Ordinal);

    /// <summary>Name of the backend.</summary>
    public string Backend => backend.Name;

    /// <summary>Versions of the gateway software that can run, oldest first.</summary>
    public IReadOnlyList<string> Versions => backend.Versions;

    public UntoldReports<string, ObservedGateway> Gateways { get; } = new();

    public UntoldReports<string, ObservedServer> Servers { get; } = new();

    public UntoldReports<string, ObservedSessions> Sessions { get; } = new();

    /// <summary>Takes over everything that is to run; the rest is removed, and all that is observed is reported again.</summary>
    /// <param name="pages">The pages of one snapshot.</param>
    /// <param name="cancellationToken">Gives up; another snapshot comes.</param>
    public async Task ReplaceAsync(IReadOnlyList<P2cSnapshot> pages, CancellationToken cancellationToken)
    {
        var gateways = pages.SelectMany(page => page.Gateways).ToArray();
        var wanted = gateways.Select(gateway => gateway.GatewayId).ToHashSet(StringComparer.Ordinal);
        foreach (var unwanted in _gateways.Values.Where(known => !wanted.Contains(known.GatewayId)).ToArray())
        {
            await RemoveAsync(unwanted, cancellationToken);
        }
        await ApplyAsync(gateways, cancellationToken);
        await ApplyAsync(pages.SelectMany(page => page.Servers), cancellationToken);
        _access.Clear();
        await TakeAsync(pages.SelectMany(page => page.Access), cancellationToken);
        Gateways.TellAgain();
        Servers.TellAgain();
        Sessions.TellAgain();
    }

    /// <summary>Follows changes; what is older than what it has is passed over.</summary>
    public async Task ChangeAsync(P2cChanges changes, CancellationToken cancellationToken)
    {
        foreach (var removed in changes.Gateways.Where(gateway => gateway.Removed))
        {
            await RemoveAsync(removed, cancellationToken);
        }
        await ApplyAsync(changes.Gateways.Where(gateway => !gateway.Removed), cancellationToken);
        await ApplyAsync(changes.Servers, cancellationToken);
        await TakeAsync(changes.Access, cancellationToken);
    }

    public Task DisconnectAsync(Disconnect order, CancellationToken cancellationToken) =>
        backend.DisconnectAsync(order.GatewayId, order.SessionId, cancellationToken);

    public void Acknowledge(IEnumerable<string> sessionIds) => backend.Acknowledge(sessionIds);

    /// <summary>Takes in what the backend observes, as long as the process lives.</summary>
    public async Task ObserveAsync(CancellationToken cancellationToken)
    {
        await foreach (var observed in backend.ObserveAsync(cancellationToken))
        {
            Take(observed);
        }
    }

    /// <summary>Forgets what is gone, once that was told; should the report be lost, the service asks for the removal again.</summary>
    public void Told(IEnumerable<ObservedGateway> reports)
    {
        foreach (var gone in reports.Where(report => report.State == ObservedState.Gone))
        {
            Gateways.Forget(gone.GatewayId, gone);
            Sessions.Remove(gone.GatewayId);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Gateways.Dispose();
        Servers.Dispose();
        Sessions.Dispose();
    }

    private void Take(P2cObservations observed)
    {
        foreach (var gateway in observed.Gateways)
        {
            Gateways.Add(gateway.GatewayId, gateway);
        }
        foreach (var server in observed.Servers)
        {
            Servers.Add(server.ServerId, server);
        }
        foreach (var sessions in observed.Sessions)
        {
            Sessions.Add(sessions.GatewayId, sessions);
        }
    }

    private async Task ApplyAsync(IEnumerable<DesiredP2cGateway> gateways, CancellationToken cancellationToken)
    {
        foreach (var gateway in gateways)
        {
            if (_gateways.TryGetValue(gateway.GatewayId, out var known) && known.Generation >= gateway.Generation)
            {
                continue;
            }
            await ApplyTelemetry.RunAsync("p2c_gateway", gateway.GatewayId, gateway.Traceparent, () => backend.ApplyAsync(gateway, cancellationToken));
            _gateways[gateway.GatewayId] = gateway;
        }
    }

    private async Task ApplyAsync(IEnumerable<DesiredServer> servers, CancellationToken cancellationToken)
    {
        foreach (var server in servers)
        {
            var isKnown = _servers.TryGetValue(server.ServerId, out var known) && known.Generation >= server.Generation;
            if (server.Spec is null)
            {
                ReportClosed(server, isKnown);
                continue;
            }
            if (isKnown)
            {
                continue;
            }
            await backend.ApplyAsync(server, cancellationToken);
            _servers[server.ServerId] = server;
        }
    }

    // The service cannot open its key; what runs goes on.
    private void ReportClosed(DesiredServer server, bool isKnown)
    {
        if (isKnown)
        {
            return;
        }
        Servers.Add(server.ServerId, new ObservedServer
        {
            ServerId = server.ServerId,
            Generation = server.Generation,
            State = ObservedState.Failed,
            Reason = "the service cannot open the private key of the server",
        });
    }

    private async Task TakeAsync(IEnumerable<DesiredAccess> pieces, CancellationToken cancellationToken)
    {
        foreach (var same in pieces.GroupBy(piece => piece.ServerId))
        {
            if (!_access.TryGetValue(same.Key, out var access))
            {
                access = _access[same.Key] = new ServerAccess();
            }
            foreach (var piece in same)
            {
                access.Take(piece);
            }
            await backend.ApplyAsync(same.Key, access, cancellationToken);
        }
    }

    private async Task RemoveAsync(DesiredP2cGateway gateway, CancellationToken cancellationToken)
    {
        await ApplyTelemetry.RunAsync("p2c_gateway", gateway.GatewayId, gateway.Traceparent, () => backend.RemoveAsync(gateway, cancellationToken));
        _gateways.Remove(gateway.GatewayId);
        foreach (var server in _servers.Values.Where(server => server.GatewayId == gateway.GatewayId).ToArray())
        {
            _servers.Remove(server.ServerId);
            _access.Remove(server.ServerId);
            Servers.Remove(server.ServerId);
        }
    }
}
