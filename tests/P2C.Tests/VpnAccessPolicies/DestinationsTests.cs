using VpnMesh.P2C.VpnAccessPolicies;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.Tests.VpnAccessPolicies;

/// <summary>Which blocks may be destinations, and which fault is told first.</summary>
public sealed class DestinationsTests
{
    [Theory]
    [InlineData("VPN.0001")]
    [InlineData("VPN.1403", "")]
    [InlineData("VPN.1403", "10.0.0.0")]
    [InlineData("VPN.1403", "10.0.0.0/33")]
    [InlineData("VPN.1403", "10.0.0.0/08")]
    [InlineData("VPN.1403", "10.0.0.256/8")]
    [InlineData("VPN.1403", "010.0.0.0/8")]
    [InlineData("VPN.1403", "10.0.0.0/8 ")]
    [InlineData("VPN.1403", "10.0.0.0/8\n")]
    [InlineData("VPN.1403", "fd00::/8")]
    [InlineData("VPN.1404", "10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("VPN.1404", "10.0.0.0/8", "10.9.9.9/8")]
    [InlineData("VPN.1404", "0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("VPN.1403", "0.0.0.0/0", "0.0.0.0/0", "x")]
    [InlineData("VPN.1405", "0.0.0.0/0")]
    [InlineData("VPN.1405", "127.0.0.1/0")]
    [InlineData("VPN.1405", "0.255.255.255/32")]
    [InlineData("VPN.1405", "127.1.0.0/16")]
    [InlineData("VPN.1405", "169.254.255.255/32")]
    [InlineData("VPN.1405", "224.0.0.0/4")]
    [InlineData("VPN.1405", "239.255.255.255/32")]
    [InlineData("VPN.1405", "255.255.255.255/32")]
    [InlineData("VPN.1405", "10.0.0.0/8", "240.0.0.0/32")]
    public void Refused(string code, params string[] blocks) =>
        Should.Throw<DomainException>(() => Destinations.Check(blocks)).Code.Code.ShouldBe(code);

    [Theory]
    [InlineData("1.0.0.0/32")]
    [InlineData("10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9")]
    [InlineData("126.0.0.0/7")]
    [InlineData("128.0.0.0/1")]
    [InlineData("169.253.255.255/32", "169.255.0.0/16", "223.255.255.255/32")]
    public void Accepted(params string[] blocks) => Should.NotThrow(() => Destinations.Check(blocks));

    [Fact]
    public void Ten_are_accepted_and_eleven_are_too_many_whatever_they_are()
    {
        Should.NotThrow(() => Destinations.Check([.. Enumerable.Range(1, 10).Select(number => $"10.{number}.0.0/16")]));
        Should.Throw<DomainException>(() => Destinations.Check([.. Enumerable.Repeat("x", 11)])).Code.Code.ShouldBe("VPN.1402");
    }
}
