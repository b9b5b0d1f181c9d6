using Grpc.Core;
using Grpc.Net.Client;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.SiteToSite.Tests.Agents;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>A user of the project of a system with agents.</summary>
internal sealed class AgentsCaller : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CallerContextSigner _signer;

    public AgentsCaller(AgentsSystem system)
    {
        var address = PartAddress.Parse(system.Address);
        _channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler() });
        _signer = new CallerContextSigner(Convert.FromBase64String(AgentsSystem.InternalKey), system.Time);
    }

    private Protos.SiteToSite.V5.VpnConnections.VpnConnectionsClient Connections => new(_channel);

    private Protos.SiteToSite.V1.MonitoredConnections.MonitoredConnectionsClient Monitored => new(_channel);

    private CallOptions Options => As(TestSystem.User(AgentsSystem.Project));

    private CallOptions Monitoring => As(CallerExtensions.OfPart("monitoring", AgentsSystem.Project));

    public async Task UpdateAsync(string id, VpnConnectionChanges changes) =>
        await Connections.UpdateVpnConnectionAsync(new UpdateVpnConnectionRequest { VpnConnectionId = id, VpnConnection = changes }, Options);

    public async Task ResetAsync(string id) => await Connections.ResetVpnConnectionAsync(new ResetVpnConnectionRequest { VpnConnectionId = id }, Options);

    public async Task DeleteAsync(string id) => await Connections.DeleteVpnConnectionAsync(new DeleteVpnConnectionRequest { VpnConnectionId = id }, Options);

    public async Task<VpnConnection> ShowAsync(string id) =>
        (await Connections.ShowVpnConnectionAsync(new ShowVpnConnectionRequest { VpnConnectionId = id }, Options)).VpnConnection;

    /// <summary>As Monitoring does it.</summary>
    public async Task AttachAsync(string id, string monitorId) => await Monitored.AttachMonitorAsync(
        new AttachMonitorRequest { ProjectId = AgentsSystem.Project, VpnConnectionId = id, MonitorId = monitorId }, Monitoring);

    public async Task DetachAsync(string id, string monitorId) => await Monitored.DetachMonitorAsync(
        new DetachMonitorRequest { ProjectId = AgentsSystem.Project, VpnConnectionId = id, MonitorId = monitorId }, Monitoring);

    public async Task<IReadOnlyList<SaInfo>> AssociationsAsync(string id) =>
        (await Connections.ListConnectionIpsecSaAsync(new ListConnectionIpsecSaRequest { VpnConnectionId = id }, Options)).SaInfos;

    public AsyncUnaryCall<ShowVpnGatewayRoutingTableResponse> Routes(string gatewayId, Action<ShowVpnGatewayRoutingTableRequest>? vary = null)
    {
        var request = new ShowVpnGatewayRoutingTableRequest { VgwId = gatewayId };
        vary?.Invoke(request);
        return new Protos.SiteToSite.V5.RoutingTables.RoutingTablesClient(_channel).ShowVpnGatewayRoutingTableAsync(request, Options);
    }

    public void Dispose() => _channel.Dispose();

    private CallOptions As(CallerContext caller) => new(new Metadata { { CallerContextSigner.Header, _signer.Sign(caller) } });
}
