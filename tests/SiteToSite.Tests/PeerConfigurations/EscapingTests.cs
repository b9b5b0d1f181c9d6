using System.Text.RegularExpressions;
using CsCheck;
using VpnMesh.SiteToSite.PeerConfigurations;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>Whatever callers write, the device reads the same configuration with another name or identity in it, and never a command of theirs.</summary>
public sealed partial class EscapingTests
{
    private const string Benign = "gw.example.com";

    // What the contract allows, what only a defect elsewhere could let through, and what has a meaning to one of the devices.
    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.Char[' ', '~'].Array[1, 255].Select(characters => new string(characters)),
        Gen.String[1, 60],
        Gen.OneOf("\n", "\r\n", "\"", "'", "\\", "{", "}", "#", "!", "$(reboot)", "`reboot`", ";", " ", "=", "@", "%", "fqdn:", "\u2028", "\u0085", "a", "0")
            .Array[1, 20].Select(string.Concat));

    private static readonly string[] s_examples = ["static", "policy", "bgp", "policy-template", "static-v1-aggressive", "bgp-gcm-ipv6", "gm"];

    public static TheoryData<string> Templates => [.. PeerDevices.All.Select(device => device.Template)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Names_and_identities_never_leave_their_place(string template)
    {
        var device = PeerDevices.All.Single(device => device.Template == template);
        Gen.Select(Gen.OneOf(s_examples), s_text, s_text, s_text).Sample((example, name, local, remote) =>
        {
            var side = PeerSideExamples.All[example];
            var benign = PeerConfigurationRenderer.Render(side.WithIdentities(Benign, Benign), device);
            var text = PeerConfigurationRenderer.Render(side.WithIdentities(local, remote) with { ConnectionName = name }, device);
            Skeleton(text, template).ShouldBe(Skeleton(benign, template));
        });
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Policies_with_texts_of_no_meaning_are_told_in_comments_only(string template)
    {
        var device = PeerDevices.All.Single(device => device.Template == template);
        if (device.Ipsec is null || device.Comment.Length == 0)
        {
            return;
        }
        s_text.Sample(odd =>
        {
            var side = PeerSideExamples.Static with
            {
                Ike = PeerSideExamples.Ike(policy => (policy.EncryptionAlgorithm, policy.DhGroup, policy.Dpd.Msg) = (odd, odd, odd)),
                Ipsec = PeerSideExamples.Ipsec(policy => (policy.AuthenticationAlgorithm, policy.Pfs) = (odd, odd)),
            };
            LineEnd().Split(PeerConfigurationRenderer.Render(side, device)).Where(line => line.Length > 0)
                .ShouldAllBe(line => line.StartsWith(device.Comment.TrimEnd(), StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("strongswan-swanctl", "a\"b{}#$=@c", "id = \"fqdn:a\\\"b{}#$=@c\"")]
    [InlineData("libreswan", "a:b!c@d", "leftid=\"@a:b!c@d\"")]
    [InlineData("libreswan", "a=b", "leftid=\"@<LOCAL-ID>\"")]
    [InlineData("libreswan", "@a", "leftid=\"@<LOCAL-ID>\"")]
    [InlineData("vyos", "a$(b)c", "local-id 'fqdn:a$(b)c'")]
    [InlineData("vyos", "a'b", "local-id 'fqdn:<LOCAL-ID>'")]
    [InlineData("cisco-ios-xe", "a$(b)c", "identity local fqdn a$(b)c")]
    [InlineData("juniper-srx", "a'{b", "local-identity hostname \"a'{b\"")]
    [InlineData("juniper-srx", "a\"b", "local-identity hostname \"<LOCAL-ID>\"")]
    public void An_identity_is_written_as_the_device_reads_it(string template, string identity, string written)
    {
        var device = PeerDevices.All.Single(device => device.Template == template);
        PeerConfigurationRenderer.Render(PeerSideExamples.Static.WithIdentities(Benign, identity), device).ShouldContain(written + "\n");
    }

    /// <summary>The lines that the device reads, with a mark where an identity stands in the syntax of the device.</summary>
    private static string[] Skeleton(string text, string template) => [.. LineEnd().Split(text)
        .Where(line => !IsComment(line, template))
        .Select(line => Identity(template).Replace(line, "$1ID"))];

    // The names stand in the heading of the generic text, which only people read.
    private static bool IsComment(string line, string template) => template == "generic"
        ? line.StartsWith("VPN connection ", StringComparison.Ordinal) || line.StartsWith("NOTE: ", StringComparison.Ordinal)
        : line.TrimStart().StartsWith('#') || line.StartsWith('!');

    // A quotation mark, a blank or an end of line inside would let the line differ from that of a harmless identity.
    private static Regex Identity(string template) => template switch
    {
        "strongswan-swanctl" => StrongSwanIdentity(),
        "libreswan" => LibreswanIdentity(),
        "vyos" => VyOsIdentity(),
        "juniper-srx" => JunosIdentity(),
        "cisco-ios-xe" => CiscoIdentity(),
        _ => GenericIdentity(),
    };

    // Everything that any reader could take for the end of a line.
    [GeneratedRegex(@"[\n\r\u000b\u000c\u0085\u2028\u2029]")]
    private static partial Regex LineEnd();

    [GeneratedRegex("""^( +id(?:-local|-remote)? = )"fqdn:(?:[!#-\[\]-~]|\\["\\])+"$""")]
    private static partial Regex StrongSwanIdentity();

    [GeneratedRegex("""^( +(?:left|right)id=)"@[^"'\s]+"$""")]
    private static partial Regex LibreswanIdentity();

    [GeneratedRegex("""^(set vpn ipsec \S+(?: \S+)* (?:id|local-id|remote-id) )'fqdn:[^'"\s]+'$""")]
    private static partial Regex VyOsIdentity();

    [GeneratedRegex("""^(set security ike gateway \S+ (?:local|remote)-identity hostname )"[^"\\\s]+"$""")]
    private static partial Regex JunosIdentity();

    [GeneratedRegex("""^( (?:identity local fqdn|match identity remote fqdn|match identity host) )[!-~]+$""")]
    private static partial Regex CiscoIdentity();

    [GeneratedRegex("""^(  Identity of the .{13,16} +fqdn )[!-~]+$""")]
    private static partial Regex GenericIdentity();
}
