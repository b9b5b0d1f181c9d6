using System.Text.Json;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.Tests.VpnConnectionsLogConfigs;

/// <summary>Where the log of the sessions of a gateway goes.</summary>
public sealed class VpnConnectionsLogConfigTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Unknown = "00000000-0000-7000-8000-000000000000";

    private const string Keep =
        """
        CREATE TABLE told (seq INTEGER, body TEXT);
        CREATE TRIGGER keep AFTER INSERT ON outbox BEGIN INSERT INTO told VALUES (new.seq, new.body); END
        """;

    private static readonly LogConfig First = new() { LogGroupId = "05C4052d \"名\"\0", LogStreamId = "s" };
    private static readonly LogConfig Second = new() { LogGroupId = "05C4052d \"名\"\0", LogStreamId = "t" };

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task It_is_set_replaced_shown_and_removed(string dialect)
    {
        var gateway = await GatewayAsync(dialect);

        (await Refused.Async(gateway.Show())).Code.ShouldBe("VPN.0004");
        (await Refused.Async(gateway.Delete())).Code.ShouldBe("VPN.0004");
        (await gateway.Set(First)).LogConfig.ShouldBe(First);
        (await gateway.Show()).LogConfig.ShouldBe(First);
        (await gateway.Set(Second)).LogConfig.ShouldBe(Second);
        (await gateway.Show()).LogConfig.ShouldBe(Second);
        await gateway.Delete();
        (await Refused.Async(gateway.Show())).Status.ShouldBe("404");
        (await Refused.Async(gateway.Delete())).Code.ShouldBe("VPN.0004");
    }

    [Fact]
    public async Task Form()
    {
        var gateway = (await GatewayAsync("sqlite")) with { Id = Unknown };

        (await Refused.Async(gateway.Set(null))).Fields.ShouldBe(["log_config"]);
        (await Refused.Async(gateway.Set(new LogConfig()))).Fields.ShouldBe(["log_config.log_group_id", "log_config.log_stream_id"]);
        (await Refused.Async(gateway.Set(new LogConfig { LogGroupId = "g", LogStreamId = "" }))).Fields.ShouldBe(["log_config.log_stream_id"]);
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData("no id")]
    [InlineData("a\0b")]
    public async Task The_gateway_must_be_there(string id)
    {
        var gateway = (await GatewayAsync("postgres")) with { Id = id };
        var refusals = new[] { await Refused.Async(gateway.Set(First)), await Refused.Async(gateway.Show()), await Refused.Async(gateway.Delete()) };

        refusals.ShouldAllBe(refusal => refusal.Code == "VPN.0509" && refusal.Status == "404");
    }

    [Fact]
    public async Task The_gateway_of_another_project_is_not_there_and_callers_need_the_action_in_the_whole_project()
    {
        var gateway = await GatewayAsync("sqlite");
        var stranger = gateway with { Caller = TestSystem.User(TestSystem.NewProject()) };
        var scoped = gateway with { Caller = TestSystem.User(gateway.Caller.ProjectId, new Access { OnlyIn = { "0" } }) };

        (await Refused.Async(stranger.Set(First))).Code.ShouldBe("VPN.0509");
        (await Refused.Async(stranger.Show())).Code.ShouldBe("VPN.0509");
        (await Refused.Async(scoped.Set(First))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(scoped.Show())).Code.ShouldBe("VPN.0003");
        (await Refused.Async(scoped.Delete())).Code.ShouldBe("VPN.0003");
    }

    [Theory]
    [InlineData("observed_generation = 0", "VPN.0506", "VPN.0506")]
    [InlineData("deleting = 1", "VPN.0508", "VPN.0508")]
    [InlineData("deleting = 1, failed = 1, observed_generation = 0", "VPN.0508", "VPN.0508")]
    [InlineData("failed = 1", "VPN.0510", null)]
    [InlineData("failed = 1, observed_generation = 0", "VPN.0510", null)]
    [InlineData("frozen_effect = 1", "VPN.0510", null)]
    [InlineData("frozen_effect = 2, observed_generation = 0", "VPN.0510", null)]
    [InlineData("generation = 2", null, null)]
    [InlineData("upgrade_status = 'UPGRADING', failed = 1", null, null)]
    [InlineData("upgrade_status = 'PENDING_UPGRADE_CONFIRM'", null, null)]
    public async Task Status_of_the_gateway(string columns, string? set, string? delete)
    {
        var gateway = await GatewayAsync("sqlite");
        await gateway.Set(First);
        await gateway.System.ExecuteAsync($"UPDATE p2c_vpn_gateway SET {columns} WHERE id = @Id", new { gateway.Id });

        (await CodeAsync(gateway.Set(Second))).ShouldBe(set);
        (await gateway.Show()).LogConfig.ShouldBe(set is null ? Second : First);
        (await CodeAsync(gateway.Delete())).ShouldBe(delete);
        (await CodeAsync(gateway.Show())).ShouldBe(delete is null ? "VPN.0004" : null);
    }

    [Fact]
    public async Task Every_change_is_told_and_what_changes_nothing_is_not()
    {
        var gateway = await GatewayAsync("sqlite");
        await gateway.System.ExecuteAsync(Keep);
        var config = new LogConfig { LogGroupId = "g", LogStreamId = "s" };
        await gateway.Set(config);
        await gateway.Set(config);
        await gateway.Delete();

        var told = await gateway.System.QueryAsync<string>("SELECT body FROM told ORDER BY seq");
        var events = told.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!).Where(one => one.Subject == gateway.Id).ToArray();

        events.Select(one => $"{one.Type} {one.Generation} {one.Data.GetRawText()}").ShouldBe(
        [
            """p2c_vpn_gateway.log_config_changed 1 {"log_group_id":"g","log_stream_id":"s"}""",
            """p2c_vpn_gateway.log_config_changed 1 {"log_group_id":"","log_stream_id":""}""",
        ]);
    }

    private async Task<Gateway> GatewayAsync(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        return new Gateway(system, caller, await system.InsertGatewayAsync(caller));
    }

    private static async Task<string?> CodeAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return null;
        }
        catch (RpcException exception)
        {
            return exception.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason ?? exception.ToString();
        }
    }

    private sealed record Gateway(TestSystem System, CallerContext Caller, string Id)
    {
        private Protos.P2C.V5.VpnConnectionsLogConfigs.VpnConnectionsLogConfigsClient Client =>
            System.Client(channel => new Protos.P2C.V5.VpnConnectionsLogConfigs.VpnConnectionsLogConfigsClient(channel));

        public AsyncUnaryCall<UpdateVpnConnectionsLogConfigResponse> Set(LogConfig? config) =>
            Client.UpdateVpnConnectionsLogConfigAsync(
                new UpdateVpnConnectionsLogConfigRequest { P2CVgwId = Id, LogConfig = config }, System.As(Caller));

        public AsyncUnaryCall<ShowVpnConnectionsLogConfigResponse> Show() =>
            Client.ShowVpnConnectionsLogConfigAsync(new ShowVpnConnectionsLogConfigRequest { P2CVgwId = Id }, System.As(Caller));

        public AsyncUnaryCall<DeleteVpnConnectionsLogConfigResponse> Delete() =>
            Client.DeleteVpnConnectionsLogConfigAsync(new DeleteVpnConnectionsLogConfigRequest { P2CVgwId = Id }, System.As(Caller));
    }
}
