using Microsoft.Extensions.DependencyInjection;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>Connections written as rows, where there is no Governance to ask.</summary>
internal static class ConnectionRows
{
    public const string Psk = "May5ee~not.to-be_found";

    /// <summary>Address of the customer gateway that connections have unless told otherwise.</summary>
    public const string Peer = "198.51.100.21";

    /// <summary>The address of the first end point of a gateway, as <see cref="AgentsSystem.CreateGatewayAsync"/> writes it.</summary>
    private const string FirstAddress = "10.0.0.4";

    public static async Task<string> CreateCustomerGatewayAsync(this AgentsSystem system, string address = Peer, long? asn = null)
    {
        var row = new CustomerGatewayRow
        {
            Id = system.Time.NewId(),
            ProjectId = AgentsSystem.Project,
            Name = "cgw-test",
            IdType = CustomerGatewayRules.Ip,
            IdValue = address,
            BgpAsn = asn,
            Tags = "[]",
            CreatedAt = system.Time.NowMs(),
            UpdatedAt = system.Time.NowMs(),
            Generation = 1,
        };
        await system.Database.InTransactionAsync(session => session.InsertAsync(row), CancellationToken.None);
        return row.Id;
    }

    /// <summary>Creates a connection at the first end point of a gateway.</summary>
    public static async Task<string> ConnectAsync(this AgentsSystem system, string gatewayId, string cgwId, Action<NewVpnConnection>? vary = null) =>
        (await system.ConnectAsync(gatewayId, cgwId, 1, vary))[0];

    public static async Task<IReadOnlyList<string>> ConnectAsync(
        this AgentsSystem system, string gatewayId, string cgwId, int count, Action<NewVpnConnection>? vary = null)
    {
        var ids = Enumerable.Range(0, count).Select(_ => system.Time.NewId()).ToArray();
        var keys = system.Services.GetRequiredService<KeyRing>();
        await system.Database.InTransactionAsync(
            async session =>
            {
                var gateway = (await session.LockVpnGatewayAsync(AgentsSystem.Project, gatewayId))!;
                var customerGateway = (await session.FindCustomerGatewayAsync(AgentsSystem.Project, cgwId))!;
                var taken = (await session.ListTunnelAddressesAsync(gatewayId)).ToList();
                foreach (var id in ids)
                {
                    var wanted = Wanted(gatewayId, cgwId);
                    vary?.Invoke(wanted);
                    var planned = new PlannedConnection("vpn_connection", wanted, id, keys.Seal(wanted.Psk, VpnConnectionService.PskPurpose(id)), "vpn-test");
                    var (local, peer) = TunnelAddresses.Free(taken);
                    taken.Add(local);
                    var row = planned.ToRow(gateway, customerGateway, TestSystem.User(AgentsSystem.Project), system.Time.NowMs());
                    await session.InsertAsync(row with { TunnelLocalAddress = local, TunnelPeerAddress = peer });
                }
                return await session.RecountAsync(gatewayId);
            },
            CancellationToken.None);
        system.Services.GetRequiredService<PlacementSignal<SiteToSiteDatabase>>().Set();
        return ids;
    }

    public static Task<VpnConnectionRow?> FindConnectionAsync(this AgentsSystem system, string id) =>
        system.Database.ReadAsync(session => session.FindVpnConnectionAsync(AgentsSystem.Project, id), CancellationToken.None);

    /// <summary>Waits until a connection has a status on the wire; null: until it is gone.</summary>
    public static Task ConnectionBecomesAsync(this AgentsSystem system, string id, string? status) =>
        Eventually.Async(async () => (await system.FindConnectionAsync(id))?.Status() == status, TimeSpan.FromSeconds(30));

    /// <summary>What was told of a connection, less how it was negotiated; waits until that is so much.</summary>
    public static async Task<string[]> ToldAsync(this AgentsSystem system, string id, int count)
    {
        await Eventually.Async(() => Told().Length >= count);
        return Told();

        string[] Told() => [.. system.Events.Of(id).Where(told => told != "vpn_connection.negotiation")];
    }

    public static async Task<(long Connections, long Groups)> CountsAsync(this AgentsSystem system, string gatewayId)
    {
        var gateway = (await system.FindAsync(gatewayId))!;
        return (gateway.UsedConnectionNumber, gateway.UsedConnectionGroup);
    }

    private static NewVpnConnection Wanted(string gatewayId, string cgwId) => new()
    {
        VgwId = gatewayId,
        VgwIp = FirstAddress,
        CgwId = cgwId,
        Psk = Psk,
        PeerSubnets = { "172.16.0.0/16" },
    };
}
