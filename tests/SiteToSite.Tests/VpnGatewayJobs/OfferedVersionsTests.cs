
namespace VpnMesh.SiteToSite.Tests.VpnGatewayJobs;

public sealed class OfferedVersionsTests
{
    [Theory]
    [InlineData("1", """["1","2"]""", """["1","2"]""", "2")]
    [InlineData("1", """["1","2","3"]""", """["1","2"]""", "2")]
    [InlineData("2", """["1","2"]""", """["1","2","3"]""", null)]
    [InlineData("1", """["1"]""", """["1"]""", null)]
    // The order is the agents', not that of the text.
    [InlineData("9.0", """["9.0","10.0"]""", """["9.0","10.0"]""", "10.0")]
    [InlineData("2", """["2","1"]""", """["2","1"]""", "1")]
    // What cannot be taken back is not begun.
    [InlineData("0", """["1","2"]""", """["1","2"]""", null)]
    [InlineData("1", """["1","2"]""", """["2"]""", null)]
    [InlineData("", """["1","2"]""", """["1","2"]""", null)]
    [InlineData("1", """["1","2"]""", "[]", null)]
    [InlineData("1", """["1","2"]""", null, null)]
    public void Newer_is_what_both_agents_offer_after_the_present_version(string present, string? first, string? second, string? newer) =>
        OfferedVersions.NewerThan(present, [first, second]).ShouldBe(newer);

    [Fact]
    public void Without_end_points_there_is_nothing_newer() => OfferedVersions.NewerThan("1", []).ShouldBeNull();
}
