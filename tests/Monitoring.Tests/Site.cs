using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Monitoring.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.TestKit;
using LogClient = VpnMesh.Protos.Monitoring.V5.ConnectionLogs.ConnectionLogsClient;
using MonitorClient = VpnMesh.Protos.Monitoring.V5.ConnectionMonitors.ConnectionMonitorsClient;

namespace VpnMesh.Monitoring.Tests;

/// <summary>A caller with a gateway in service and a connection from it, and what the tests do there in the words of the operations.</summary>
internal sealed class Site
{
    private readonly MonitoringSystem _system;
    private readonly CallOptions _options;

    private Site(MonitoringSystem system, CallerContext caller)
    {
        _system = system;
        Caller = caller;
        _options = system.As(caller);
    }

    public CallerContext Caller { get; }

    public VpnGateway Gateway { get; private set; } = new();

    /// <summary>The first connection.</summary>
    public string Connection { get; private set; } = "";

    private MonitorClient Monitors => _system.Client(channel => new MonitorClient(channel));

    private VpnConnections.VpnConnectionsClient Connections => _system.Client(channel => new VpnConnections.VpnConnectionsClient(channel));

    /// <summary>Makes a gateway in service and a connection.</summary>
    /// <param name="system">Where.</param>
    /// <param name="peer">Address or name of the customer gateway.</param>
    /// <param name="caller">Of whom; a project of its own without.</param>
    /// <param name="enterpriseProjectId">That of the gateway.</param>
    public static async Task<Site> MakeAsync(
        MonitoringSystem system, string peer = "203.0.113.32", CallerContext? caller = null, string enterpriseProjectId = "0")
    {
        var site = new Site(system, caller ?? MonitoringSystem.User());
        var gateways = system.Client(channel => new VpnGateways.VpnGatewaysClient(channel));
        var wanted = new NewVpnGateway
        {
            VpcId = Guid.CreateVersion7().ToString(),
            ConnectSubnet = Guid.CreateVersion7().ToString(),
            LocalSubnets = { "192.168.0.0/24" },
            EnterpriseProjectId = enterpriseProjectId,
            Eip1 = new NewEip { Type = "5_bgp", BandwidthSize = 100 },
            Eip2 = new NewEip { Type = "5_bgp", BandwidthSize = 100 },
        };
        var id = (await gateways.CreateVgwAsync(new CreateVgwRequest { VpnGateway = wanted }, site._options)).VpnGateway.Id;
        await Eventually.Async(async () =>
            (site.Gateway = (await gateways.ShowVgwAsync(new ShowVgwRequest { VgwId = id }, site._options)).VpnGateway).Status == "ACTIVE");
        site.Connection = await site.ConnectAsync(peer);
        return site;
    }

    /// <summary>Another connection of the gateway, once its first status is known.</summary>
    public async Task<string> ConnectAsync(string peer)
    {
        var wanted = new NewVpnConnection
        {
            VgwId = Gateway.Id,
            VgwIp = Gateway.Eip1.Id,
            CgwId = await CustomerAsync(peer),
            Psk = "Abcd-1234-efgh",
            PeerSubnets = { "10.1.0.0/16" },
        };
        var id = (await Connections.CreateVpnConnectionAsync(new CreateVpnConnectionRequest { VpnConnection = wanted }, _options)).VpnConnection.Id;
        await Eventually.Async(async () => (await ShowConnectionAsync(id)).Status is "ACTIVE" or "DOWN");
        return id;
    }

    public async Task<string> CustomerAsync(string peer)
    {
        var wanted = new NewCustomerGateway { IdType = char.IsAsciiDigit(peer[0]) ? "ip" : "fqdn", IdValue = peer };
        var customers = _system.Client(channel => new CustomerGateways.CustomerGatewaysClient(channel));
        return (await customers.CreateCgwAsync(new CreateCgwRequest { CustomerGateway = wanted }, _options)).CustomerGateway.Id;
    }

    public async Task<VpnConnection> ShowConnectionAsync(string? id = null) =>
        (await Connections.ShowVpnConnectionAsync(new ShowVpnConnectionRequest { VpnConnectionId = id ?? Connection }, _options)).VpnConnection;

    public async Task ChangePeerAsync(string peer)
    {
        var changes = new VpnConnectionChanges { CgwId = await CustomerAsync(peer) };
        var request = new UpdateVpnConnectionRequest { VpnConnectionId = Connection, VpnConnection = changes };
        await Connections.UpdateVpnConnectionAsync(request, _options);
    }

    public async Task ResetAsync() =>
        await Connections.ResetVpnConnectionAsync(new ResetVpnConnectionRequest { VpnConnectionId = Connection }, _options);

    public async Task DeleteConnectionAsync() =>
        await Connections.DeleteVpnConnectionAsync(new DeleteVpnConnectionRequest { VpnConnectionId = Connection }, _options);

    /// <summary>Deletes the connection and waits until it is gone.</summary>
    public async Task UntilConnectionIsGoneAsync()
    {
        await DeleteConnectionAsync();
        await Eventually.Async(async () =>
        {
            try
            {
                await ShowConnectionAsync();
                return false;
            }
            catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
            {
                return true;
            }
        });
    }

    public AsyncUnaryCall<CreateConnectionMonitorResponse> Create(string? connection, CallerContext? caller = null)
    {
        var wanted = new NewConnectionMonitor();
        if (connection is not null)
        {
            wanted.VpnConnectionId = connection;
        }
        return Monitors.CreateConnectionMonitorAsync(new CreateConnectionMonitorRequest { ConnectionMonitor = wanted }, Options(caller));
    }

    public async Task<ConnectionMonitor> CreateAsync() => (await Create(Connection)).ConnectionMonitor;

    public AsyncUnaryCall<ShowConnectionMonitorResponse> Show(string id, CallerContext? caller = null) =>
        Monitors.ShowConnectionMonitorAsync(new ShowConnectionMonitorRequest { ConnectionMonitorId = id }, Options(caller));

    public async Task<ConnectionMonitor> ShowAsync(string id) => (await Show(id)).ConnectionMonitor;

    public Task UntilActiveAsync(string id) => Eventually.Async(async () => (await ShowAsync(id)).Status == "ACTIVE");

    public AsyncUnaryCall<ListConnectionMonitorsResponse> List(
        string? connection = null, string[]? enterpriseProjectIds = null, CallerContext? caller = null)
    {
        var request = new ListConnectionMonitorsRequest { EnterpriseProjectId = { enterpriseProjectIds ?? [] } };
        if (connection is not null)
        {
            request.VpnConnectionId = connection;
        }
        return Monitors.ListConnectionMonitorsAsync(request, Options(caller));
    }

    public async Task<string[]> ListAsync(string? connection = null, string[]? enterpriseProjectIds = null) =>
        [.. (await List(connection, enterpriseProjectIds)).ConnectionMonitors.Select(monitor => monitor.Id)];

    public AsyncUnaryCall<DeleteConnectionMonitorResponse> Delete(string id, CallerContext? caller = null) =>
        Monitors.DeleteConnectionMonitorAsync(new DeleteConnectionMonitorRequest { ConnectionMonitorId = id }, Options(caller));

    public AsyncUnaryCall<ShowVpnConnectionLogResponse> ShowLog(string connection, CallerContext? caller = null) => _system
        .Client(channel => new LogClient(channel))
        .ShowVpnConnectionLogAsync(new ShowVpnConnectionLogRequest { VpnConnectionId = connection }, Options(caller));

    public async Task<IReadOnlyList<Log>> LogAsync() => (await ShowLog(Connection)).Logs;

    private CallOptions Options(CallerContext? caller) => caller is null ? _options : _system.As(caller);
}
