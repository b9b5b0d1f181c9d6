namespace VpnMesh.CommandLine.Tests;

public sealed class InventoryTests(EmbeddedSystem system)
{
    private readonly CommandLineTool _tool = system.Tool;

    [Fact]
    public async Task Zones_and_networks_are_registered()
    {
        var (vpc, subnet, router) = (NewId(), NewId(), NewId());
        // Sold out, so that no gateway of another test waits there for an agent.
        await _tool.JsonAsync("inventory zone register", "region-1z", "--sold-out", "--spec", "Basic/vpc/ipv4", "--spec", "GM/vpc/ipv4");
        (await _tool.JsonAsync("inventory vpc register", vpc, "--route", "10.7.0.0/16"))["id"]!.GetValue<string>().ShouldBe(vpc);
        await _tool.JsonAsync("inventory subnet register", subnet, "--vpc", vpc, "--cidr", "192.168.7.0/24", "--used", "192.168.7.9");
        await _tool.JsonAsync("inventory enterprise-router register", router);
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_its_code() =>
        (await _tool.RunAsync("inventory subnet register", NewId(), "--vpc", NewId(), "--cidr", "192.168.7.0/24")).ShouldFail(1, "VPN.0001");

    [Fact]
    public async Task Eips_are_registered_frozen_and_taken_off()
    {
        var (eip, shared, bandwidth) = (NewId(), NewId(), NewId());
        await _tool.JsonAsync("inventory bandwidth register", bandwidth, "--name", "shared", "--size", "300");
        await _tool.JsonAsync("inventory eip register", eip, "--address", "198.51.100.201", "--bandwidth", NewId(), "--size", "100");
        await _tool.JsonAsync("inventory eip register", shared, "--address", "198.51.100.202", "--bandwidth", bandwidth);
        (await _tool.JsonAsync("inventory eip freeze", eip))["frozen"]!.GetValue<bool>().ShouldBeTrue();
        (await _tool.JsonAsync("inventory eip unfreeze", eip))["frozen"]!.GetValue<bool>().ShouldBeFalse();
        var unbound = await _tool.RunAsync("inventory eip unbind", eip, "--json");
        unbound.ExitCode.ShouldBeOneOf([0, 1], unbound.ToString());
        (await _tool.JsonAsync("inventory eip-type set", "5_youxuanbgp", "--sold-out"))["sold_out"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Quotas_are_set_and_unset()
    {
        var project = NewId();
        await _tool.JsonAsync("quota set", "vpn_gateway", "7", "--project", project);
        var set = (await _tool.ItemsAsync("quota list", "--project", project)).Single(quota => quota["type"]!.GetValue<string>() == "vpn_gateway");
        set["quota"]!.GetValue<long>().ShouldBe(7);
        set["is_set"]!.GetValue<bool>().ShouldBeTrue();
        (await _tool.JsonAsync("quota unset", "vpn_gateway", "--project", project))["quota"].ShouldBeNull();
    }

    [Fact]
    public async Task Alerts_and_usage_are_listed()
    {
        (await _tool.ItemsAsync("alert rules")).Select(rule => rule["rule"]!.GetValue<string>()).ShouldContain("connection_down");
        (await _tool.ItemsAsync("alert list", "--open")).ShouldAllBe(alert => alert["cleared_at"]!.GetValue<string>() == "");
        var usage = await _tool.ItemsAsync("usage list", "--project", NewId(), "--meter", "vpn_connection");
        usage.ShouldBeEmpty();
        (await _tool.RunAsync("usage export")).Output.ShouldStartWith("project_id,enterprise_project_id,meter,hour,");
    }

    private static string NewId() => Guid.CreateVersion7().ToString();
}
