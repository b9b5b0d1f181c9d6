using VpnMesh.P2C.P2cVgwConnections;
using VpnMesh.P2C.VpnServers;

namespace VpnMesh.P2C.Agents;

/// <summary>What one agent was told on one stream and has not reported yet; what it has reported is in the store.</summary>
internal sealed class AgentKnowledge
{
    private Dictionary<string, long> _gateways = [];
    private Dictionary<string, (long Generation, long Revision)> _servers = [];
    private HashSet<string> _cuts = [];

    /// <summary>Those of the pending gateways that are to be told now; from then on they are.</summary>
    public DesiredGatewayRow[] Untold(IReadOnlyList<DesiredGatewayRow> pending)
    {
        var untold = pending.Where(row => _gateways.GetValueOrDefault(row.GatewayId) < row.Generation).ToArray();
        _gateways = pending.ToDictionary(row => row.GatewayId, row => row.Generation);
        return untold;
    }

    /// <summary>Those of the clients to be cut that are to be told now; from then on they are.</summary>
    public P2cVgwConnectionRow[] Untold(IReadOnlyList<P2cVgwConnectionRow> pending)
    {
        var untold = pending.Where(client => !_cuts.Contains(client.Id)).ToArray();
        _cuts = [.. pending.Select(client => client.Id)];
        return untold;
    }

    /// <summary>What the agent knows of a server, told or reported.</summary>
    public (long Generation, long Revision) Of(VpnServerRow server)
    {
        var (generation, revision) = _servers.GetValueOrDefault(server.Id);
        return (Math.Max(generation, server.ReportedGeneration), Math.Max(revision, server.ReportedRevision));
    }

    /// <summary>A server was told as it is in the row.</summary>
    public void Tell(VpnServerRow server) => _servers[server.Id] = (server.Generation, server.AccessRevision);

    /// <summary>Forgets all servers but those that are pending.</summary>
    public void Keep(IReadOnlyList<VpnServerRow> pending) =>
        _servers = pending.Where(server => _servers.ContainsKey(server.Id)).ToDictionary(server => server.Id, server => _servers[server.Id]);
}
