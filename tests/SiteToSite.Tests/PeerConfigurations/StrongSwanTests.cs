using System.Net;
using VpnMesh.SiteToSite.PeerConfigurations;
using VpnMesh.SiteToSite.PeerConfigurations.Devices;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>A real charon takes the text for strongSwan as it is exported.</summary>
public sealed class StrongSwanTests(Charon charon) : IClassFixture<Charon>
{
    public static TheoryData<string> Examples => [.. PeerSideExamples.All.Keys.Where(name => name is not "gm")];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Charon_loads_the_connection(string example)
    {
        var side = PeerSideExamples.All[example];
        var (loaded, connections) = await charon.LoadAsync(Text(side));
        loaded.ShouldContain("loaded ike secret 'ike-vpn-301'");
        loaded.ShouldContain("loaded connection 'vpn-301'");
        loaded.ShouldContain("successfully loaded 1 connections");
        connections.ShouldContain($"vpn-301: IKEv{(side.Ike.IkeVersion == "v1" ? 1 : 2)}");
        connections.ShouldContain($"remote: 127.0.0.2");
        connections.Split("TUNNEL").Length.ShouldBe(1 + (side.Style == "policy" ? side.Rules.Sum(rule => rule.Destinations.Count) : Selectors(side)));
    }

    [Fact]
    public async Task Charon_loads_every_algorithm()
    {
        foreach (var (version, encryption, integrity, group) in AlgorithmTests.Combinations().Where(row => row.Version == "v2"))
        {
            var side = PeerSideExamples.Static with
            {
                Ike = PeerSideExamples.Ike(policy => (policy.EncryptionAlgorithm, policy.AuthenticationAlgorithm, policy.DhGroup) = (encryption, integrity, group)),
                Ipsec = PeerSideExamples.Ipsec(policy => (policy.EncryptionAlgorithm, policy.AuthenticationAlgorithm, policy.Pfs) = (encryption, integrity, group)),
            };
            // Nothing is negotiated here: what the daemon takes is the question.
            var text = Text(side).Replace("start_action = start", "start_action = none", StringComparison.Ordinal);
            (await charon.LoadAsync(text)).Loaded.ShouldContain("successfully loaded 1 connections", customMessage: $"{version} {encryption} {integrity} {group}");
        }
    }

    [Theory]
    [InlineData("branch-456.example.com")]
    [InlineData("a\"b{}#$=@c;d'e")]
    [InlineData("user@example.com")]
    [InlineData("CN=branch,O=example")]
    [InlineData("203.0.113.9")]
    [InlineData("%any!(~)")]
    public async Task Charon_reads_the_identity_that_was_written(string identity)
    {
        var (_, connections) = await charon.LoadAsync(Text(PeerSideExamples.Static.WithIdentities("gw-123.example.com", identity)));
        connections.ShouldContain($"id: {identity}\n");
        connections.ShouldContain("id: gw-123.example.com\n");
    }

    [Fact]
    public async Task Charon_refuses_what_is_wrong()
    {
        var (loaded, _) = await charon.LoadAsync(Text(PeerSideExamples.Static).Replace("aes128", "rot13", StringComparison.Ordinal));
        loaded.ShouldNotContain("loaded connection 'vpn-301'");
    }

    private static int Selectors(PeerSide side) => side.IsRouteBased
        ? side.GatewaySubnets.Any(block => block.BaseAddress.GetAddressBytes().Length == 16) ? 2 : 1
        : side.CustomerSubnets.Count * side.GatewaySubnets.Count;

    // The connection is started as soon as it is loaded: what is sent stays on this machine, where nobody answers.
    private static string Text(PeerSide side) => PeerConfigurationRenderer.Render(
        side with { GatewayAddress = IPAddress.Parse("127.0.0.2"), CustomerAddress = IPAddress.Parse("127.0.0.1") }, StrongSwan.Device);
}
