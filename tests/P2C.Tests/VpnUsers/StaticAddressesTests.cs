using VpnMesh.P2C.VpnUsers;

namespace VpnMesh.P2C.Tests.VpnUsers;

public sealed class StaticAddressesTests
{
    [Theory]
    [InlineData("disable", true)]
    [InlineData("192.168.10.5", true)]
    [InlineData("192.168.10.253", true)]
    [InlineData("0.0.0.1", true)]
    [InlineData("192.168.10.4", false)]
    [InlineData("192.168.10.6", false)]
    [InlineData("192.168.10.7", false)]
    [InlineData("192.168.10.05", false)]
    [InlineData("192.168.10.257", false)]
    [InlineData("192.168.10.5/30", false)]
    [InlineData("192.168.10", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("Disable", false)]
    [InlineData("", false)]
    public void Form(string text, bool isRight) => (StaticAddresses.FormFault(text) is null).ShouldBe(isRight);

    [Theory]
    [InlineData("192.168.0.5", "192.168.0.0/24", true)]
    [InlineData("192.168.0.253", "192.168.0.0/24", true)]
    [InlineData("192.168.0.1", "192.168.0.0/24", false)]
    [InlineData("192.168.1.1", "192.168.0.0/24", false)]
    [InlineData("192.167.255.253", "192.168.0.0/24", false)]
    [InlineData("192.168.1.1", "192.168.0.0/23", true)]
    [InlineData("192.168.0.65", "192.168.0.77/26", false)]
    [InlineData("192.168.0.69", "192.168.0.77/26", true)]
    [InlineData("192.168.0.129", "192.168.0.77/26", false)]
    public void Place_in_the_block_of_clients(string address, string block, bool isRight) =>
        (StaticAddresses.Fault(address, block) is null).ShouldBe(isRight);

    [Fact]
    public void A_drawn_address_is_always_right() => StaticAddresses.Fault(StaticAddresses.Stored("disable"), "192.168.0.0/24").ShouldBeNull();
}
