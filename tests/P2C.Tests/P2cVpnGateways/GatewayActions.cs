using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.P2cVpnGateways;

/// <summary>What the tests do with gateways, in the words of the operations.</summary>
internal static class GatewayActions
{
    public static Protos.P2C.V5.P2cVpnGateways.P2cVpnGatewaysClient Gateways(this TestSystem system) =>
        system.Client(channel => new Protos.P2C.V5.P2cVpnGateways.P2cVpnGatewaysClient(channel));

    /// <summary>A request that is accepted, to be varied by the tests.</summary>
    public static NewP2cVgw Wanted(Action<NewP2cVgw>? vary = null)
    {
        var wanted = new NewP2cVgw { VpcId = Id(), ConnectSubnet = Id(), Eip = new NewP2cEip { Type = "5_bgp", BandwidthSize = 100 } };
        vary?.Invoke(wanted);
        return wanted;
    }

    public static string Id() => Guid.CreateVersion7().ToString();

    public static async Task<string> CreateAsync(this TestSystem system, CallerContext caller, NewP2cVgw? wanted = null) =>
        (await system.Gateways().CreateP2cVgwAsync(new CreateP2cVgwRequest { P2CVpnGateway = wanted ?? Wanted() }, system.As(caller))).P2CVpnGateway.Id;

    public static async Task<P2cVgw> ShowAsync(this TestSystem system, CallerContext caller, string id) =>
        (await system.Gateways().ShowP2cVgwAsync(new ShowP2cVgwRequest { P2CVgwId = id }, system.As(caller))).P2CVpnGateway;

    public static async Task UpdateAsync(this TestSystem system, CallerContext caller, string id, P2cVgwChanges changes) =>
        await system.Gateways().UpdateP2cVgwAsync(new UpdateP2cVgwRequest { P2CVgwId = id, P2CVpnGateway = changes }, system.As(caller));

    public static async Task DeleteAsync(this TestSystem system, CallerContext caller, string id) =>
        await system.Gateways().DeleteP2cVgwAsync(new DeleteP2cVgwRequest { P2CVgwId = id }, system.As(caller));

    /// <summary>Brings a gateway into a status.</summary>
    public static Task PutIntoAsync(this TestSystem system, string id, string status) => system.ExecuteAsync(
        $"UPDATE p2c_vpn_gateway SET {Columns(status)} WHERE id = @id", new { id });

    private static string Columns(string status) => status switch
    {
        "PENDING_CREATE" => "observed_generation = 0",
        "PENDING_UPDATE" => "observed_generation = generation, generation = generation + 1",
        "PENDING_DELETE" => "deleting = 1",
        "FAULT" => "failed = 1",
        "FROZEN" => "frozen_effect = 2",
        "FROZEN, deletable" => "frozen_effect = 1",
        "ORDER" => "order_in_progress = 1",
        "UPGRADING" or "PENDING_UPGRADE_CONFIRM" or "ROLLING_BACK" => $"upgrade_status = '{status}'",
        _ => "observed_generation = generation",
    };
}
