using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.Tests.VpnServers;

/// <summary>Which blocks a server may have, and which fault is told first.</summary>
public sealed class ServerBlocksTests
{
    [Theory]
    [InlineData("172.16.0.1/16", null)]
    [InlineData("1.1.0.0/26", null)]
    [InlineData("169.253.0.0/16", null)]
    [InlineData("223.255.0.0/16", null)]
    [InlineData("", "VPN.1103")]
    [InlineData("172.16.0.0", "VPN.1103")]
    [InlineData("172.16.0.0/33", "VPN.1103")]
    [InlineData("172.16.0.0/024", "VPN.1103")]
    [InlineData("172.16.0.256/24", "VPN.1103")]
    [InlineData("172.16.0.0/24\n", "VPN.1103")]
    [InlineData("fd00::/64", "VPN.1103")]
    [InlineData("0.0.0.0/0", "VPN.1104")]
    [InlineData("0.1.0.0/16", "VPN.1104")]
    [InlineData("127.0.0.0/24", "VPN.1104")]
    [InlineData("169.254.255.0/24", "VPN.1104")]
    [InlineData("224.0.0.0/24", "VPN.1104")]
    [InlineData("255.255.255.0/24", "VPN.1104")]
    [InlineData("172.16.0.0/15", "VPN.1107")]
    [InlineData("172.16.0.0/27", "VPN.1107")]
    public void Blocks_of_clients(string block, string? code) => Judge(() => ServerBlocks.CheckClientCidr(block), code);

    [Theory]
    [InlineData(null, "10.0.0.0/8", "10.0.0.0/9", "169.254.0.0/16", "1.2.3.4/32")]
    [InlineData("VPN.1118")]
    [InlineData("VPN.1118", "10.0.0.0/8", "")]
    [InlineData("VPN.1118", "", "x")]
    [InlineData("VPN.1103", "10.0.0.0/8", "x")]
    [InlineData("VPN.1103", "0.0.0.0/0", "10.0.0.0")]
    [InlineData("VPN.1104", "0.0.0.0/0")]
    [InlineData("VPN.1104", "10.0.0.0/8", "126.0.0.0/7")]
    [InlineData("VPN.1104", "240.0.0.0/4", "240.0.0.0/4")]
    [InlineData("VPN.1106", "10.0.0.0/8", "10.9.9.9/8")]
    public void Blocks_that_clients_reach(string? code, params string[] blocks) => Judge(() => ServerBlocks.CheckLocalSubnets(blocks), code);

    [Fact]
    public void There_are_20_blocks_that_clients_reach_at_most()
    {
        string[] all = [.. Enumerable.Range(0, 21).Select(number => $"10.{number}.0.0/16")];
        Judge(() => ServerBlocks.CheckLocalSubnets(all[..20]), null);
        Judge(() => ServerBlocks.CheckLocalSubnets(all), "VPN.1105");
        // A duplicate among too many is told after their number.
        Judge(() => ServerBlocks.CheckLocalSubnets([.. all, all[0]]), "VPN.1105");
    }

    [Theory]
    [InlineData("172.16.0.0/24", 63, null)]
    [InlineData("172.16.0.0/24", 64, "VPN.1108")]
    [InlineData("172.16.0.0/26", 15, null)]
    [InlineData("172.16.0.0/26", 16, "VPN.1108")]
    [InlineData("172.16.0.0/16", 500, null)]
    [InlineData("172.16.0.0/22", 500, "VPN.1108")]
    [InlineData("10.3.0.0/16", 1, "VPN.1109")]
    [InlineData("192.168.1.0/24", 1, "VPN.1109")]
    [InlineData("10.4.0.0/16", 1, null)]
    public void Room_at_the_gateway(string block, long clients, string? code) =>
        Judge(() => ServerBlocks.CheckGateway(block, clients, ["10.3.7.0/24", "192.168.0.0/16"]), code);

    [Theory]
    [InlineData("10.16.0.0/16", "VPN.1119")]
    [InlineData("10.17.0.0/16", null)]
    public void Clients_are_apart_from_what_they_reach(string block, string? code) =>
        Judge(() => ServerBlocks.CheckApart(block, ["192.168.0.0/24", "10.16.255.1/32"]), code);

    private static void Judge(Action check, string? code)
    {
        if (code is null)
        {
            Should.NotThrow(check);
            return;
        }
        Should.Throw<DomainException>(check).Code.Code.ShouldBe(code);
    }
}
