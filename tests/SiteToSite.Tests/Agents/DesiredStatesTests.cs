using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Agents;

namespace VpnMesh.SiteToSite.Tests.Agents;

/// <summary>What agents are told of a gateway.</summary>
public sealed class DesiredStatesTests
{
    [Fact]
    public void Policies_for_customer_gateways_without_an_address_are_told()
    {
        var template = new PolicyTemplate
        {
            IkePolicy = new() { EncryptionAlgorithm = "aes-256", DhGroup = "group14", AuthenticationAlgorithm = "sha2-384", LifetimeSeconds = 60 },
            IpsecPolicy = new() { AuthenticationAlgorithm = "sha2-512", EncryptionAlgorithm = "aes-128", Pfs = "group15", LifetimeSeconds = 61 },
        };

        var told = Row(template.ToString()).ToDesired().Spec.PolicyTemplate;

        (told.IkeEncryptionAlgorithm, told.IkeDhGroup, told.IkeAuthenticationAlgorithm, told.IkeLifetimeSeconds).ShouldBe(("aes-256", "group14", "sha2-384", 60));
        (told.IpsecAuthenticationAlgorithm, told.IpsecEncryptionAlgorithm, told.IpsecPfs, told.IpsecLifetimeSeconds)
            .ShouldBe(("sha2-512", "aes-128", "group15", 61));
        Row(null).ToDesired().Spec.PolicyTemplate.ShouldBeNull();
    }

    private static DesiredRow Row(string? template) => new()
    {
        GatewayId = "g",
        Slot = 1,
        Generation = 1,
        Deleting = 0,
        Flavor = "Professional1-NonFixedIP",
        AttachmentType = "vpc",
        IpVersion = "ipv4",
        LocalSubnets = "[]",
        BgpAsn = 64512,
        HaMode = "active-active",
        PolicyTemplate = template,
        Version = "",
        PreparedVersion = "",
    };
}
