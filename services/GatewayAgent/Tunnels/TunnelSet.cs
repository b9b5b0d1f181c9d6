using VpnMesh.GatewayAgent.Telemetry;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Agents;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// What the agent was told to run and what it observes of it. Lives as long as the process: streams to the service come and go, and
/// each one hears everything again.
/// </summary>
internal sealed class TunnelSet(ITunnelBackend backend) : IDisposable
{
    private const int LargestReport = 500;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string GatewayId, int Slot), DesiredGateway> _desired = [];
    private readonly Dictionary<(string GatewayId, int Slot), ObservedGateway> _observed = [];
    private readonly HashSet<(string GatewayId, int Slot)> _untold = [];
    private readonly SemaphoreSlim _somethingUntold = new(0, 1);

    /// <summary>Name of the backend.</summary>
    public string Backend => backend.Name;

    /// <summary>Versions of the gateway software that can run, oldest first.</summary>
    public IReadOnlyList<string> Versions => backend.Versions;

    /// <summary>Digest of what is to run, as in the agent protocol.</summary>
    public string Digest()
    {
        lock (_lock)
        {
            return SnapshotDigest.Of(_desired.Values, []);
        }
    }

    /// <summary>Takes over everything that is to run; the rest is removed, and all that is observed is reported again.</summary>
    public async Task ReplaceAsync(IReadOnlyCollection<DesiredGateway> gateways, CancellationToken cancellationToken)
    {
        var wanted = gateways.Select(Key).ToHashSet();
        foreach (var unwanted in Snapshot().Where(known => !wanted.Contains(Key(known))))
        {
            await RemoveAsync(unwanted, cancellationToken);
        }
        foreach (var gateway in gateways)
        {
            await ApplyAsync(gateway, cancellationToken);
        }
        lock (_lock)
        {
            _untold.UnionWith(_observed.Keys);
        }
        Wake();
    }

    /// <summary>Follows changes; what is older than what it has is passed over.</summary>
    public async Task ChangeAsync(IEnumerable<DesiredGateway> gateways, CancellationToken cancellationToken)
    {
        foreach (var gateway in gateways)
        {
            await (gateway.Removed ? RemoveAsync(gateway, cancellationToken) : ApplyAsync(gateway, cancellationToken));
        }
    }

    /// <summary>Takes in what the backend observes, as long as the process lives.</summary>
    public async Task ObserveAsync(CancellationToken cancellationToken)
    {
        await foreach (var observed in backend.ObserveAsync(cancellationToken))
        {
            lock (_lock)
            {
                _observed[(observed.GatewayId, observed.Slot)] = observed;
                _untold.Add((observed.GatewayId, observed.Slot));
            }
            Wake();
        }
    }

    /// <summary>Waits until something is untold and takes it: of each end point the newest observation, some hundreds at most.</summary>
    public async Task<IReadOnlyList<ObservedGateway>> TakeReportsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _somethingUntold.WaitAsync(cancellationToken);
            var reports = TakeReports();
            if (reports.Count > 0)
            {
                return reports;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _somethingUntold.Dispose();

    private static (string GatewayId, int Slot) Key(DesiredGateway gateway) => (gateway.GatewayId, gateway.Slot);

    private DesiredGateway[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _desired.Values];
        }
    }

    private async Task ApplyAsync(DesiredGateway gateway, CancellationToken cancellationToken)
    {
        if (Has(gateway))
        {
            return;
        }
        await ApplyTelemetry.RunAsync("gateway", gateway.GatewayId, gateway.Traceparent, () => backend.ApplyAsync(gateway, cancellationToken));
        lock (_lock)
        {
            _desired[Key(gateway)] = gateway;
        }
    }

    private async Task RemoveAsync(DesiredGateway gateway, CancellationToken cancellationToken)
    {
        await ApplyTelemetry.RunAsync("gateway", gateway.GatewayId, gateway.Traceparent, () => backend.RemoveAsync(gateway, cancellationToken));
        lock (_lock)
        {
            _desired.Remove(Key(gateway));
        }
    }

    private bool Has(DesiredGateway gateway)
    {
        lock (_lock)
        {
            return _desired.TryGetValue(Key(gateway), out var known) && known.Generation >= gateway.Generation;
        }
    }

    private List<ObservedGateway> TakeReports()
    {
        lock (_lock)
        {
            var keys = _untold.Take(LargestReport).ToArray();
            var reports = keys.Select(key => _observed[key]).ToList();
            _untold.ExceptWith(keys);
            // Should this report be lost with the stream, the service asks for the removal again.
            foreach (var gone in reports.Where(report => report.State == ObservedState.Gone))
            {
                _observed.Remove((gone.GatewayId, gone.Slot));
            }
            if (_untold.Count > 0)
            {
                Wake();
            }
            return reports;
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            if (_somethingUntold.CurrentCount == 0)
            {
                _somethingUntold.Release();
            }
        }
    }
}
