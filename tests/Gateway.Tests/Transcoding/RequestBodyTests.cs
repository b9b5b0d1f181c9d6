using System.Text;
using Google.Protobuf;
using Shouldly;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.Gateway.Tests.Transcoding;

public sealed class RequestBodyTests
{
    private static readonly MessageSchema s_create = new MessageSchemas().Of(CreateVgwRequest.Descriptor);
    private static readonly MessageSchema s_update = new MessageSchemas().Of(UpdateVgwRequest.Descriptor);
    private static readonly MessageSchema s_filter = new MessageSchemas().Of(ListResourcesByTagsRequest.Descriptor);
    private static readonly MessageSchema s_zones = new MessageSchemas().Of(AvailabilityZones.Descriptor);

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("{ }\n", "{}")]
    [InlineData("""{"vpn_gateway": null}""", "{}")]
    [InlineData("""{"vpn_gateway": {}}""", """{"vpnGateway": {}}""")]
    [InlineData("""{"vpn_gateway": {"name": ""}}""", """{"vpnGateway": {"name": ""}}""")]
    [InlineData("""{"vpn_gateway": {"name": null, "tags": null}}""", """{"vpnGateway": {}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 0}}""", """{"vpnGateway": {"bgpAsn": "0"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": -1}}""", """{"vpnGateway": {"bgpAsn": "-1"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 9223372036854775807}}""", """{"vpnGateway": {"bgpAsn": "9223372036854775807"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1.0}}""", """{"vpnGateway": {"bgpAsn": "1"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1200e-2}}""", """{"vpnGateway": {"bgpAsn": "12"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": -0}}""", """{"vpnGateway": {"bgpAsn": "0"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 0e99999999999}}""", """{"vpnGateway": {"bgpAsn": "0"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 6.4512e4}}""", """{"vpnGateway": {"bgpAsn": "64512"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 9007199254740993.0}}""", """{"vpnGateway": {"bgpAsn": "9007199254740993"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": -9223372036854775808e0}}""", """{"vpnGateway": {"bgpAsn": "-9223372036854775808"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 92233720368547758070e-1}}""", """{"vpnGateway": {"bgpAsn": "9223372036854775807"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 0.00125E+5}}""", """{"vpnGateway": {"bgpAsn": "125"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1000e-3}}""", """{"vpnGateway": {"bgpAsn": "1"}}""")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": -0.0e99999999999999999999}}""", """{"vpnGateway": {"bgpAsn": "0"}}""")]
    [InlineData("""{"vpn_gateway": {"local_subnets": []}}""", """{"vpnGateway": {}}""")]
    [InlineData("""{"vpn_gateway": {"tags": [{"key": "a"}, {}]}}""", """{"vpnGateway": {"tags": [{"key": "a"}, {}]}}""")]
    [InlineData("""{"vpn_gateway": {"nam\u0065": "\u00e9\ud83d\ude00\n\"\\\/"}}""", """{"vpnGateway": {"name": "é😀\n\"\\/"}}""")]
    [InlineData("""{"vpnGateway": {"name": "a"}, "VPN_GATEWAY": 5, "\ud800": 1}""", "{}")]
    [InlineData("""{"unknown": {"deep": [[[{}]]], "vpn_gateway": {"name": "a"}}, "other": 1e999}""", "{}")]
    [InlineData("""{"vpn_gateway": {"name": "a", "name": "b"}}""", """{"vpnGateway": {"name": "b"}}""")]
    [InlineData("""{"vpn_gateway": {"name": "a", "name": null}}""", """{"vpnGateway": {}}""")]
    [InlineData("""{"vpn_gateway": {"name": "a", "flavor": "f"}, "vpn_gateway": {"name": "b"}}""", """{"vpnGateway": {"name": "b"}}""")]
    [InlineData("""{"vpn_gateway": {"local_subnets": ["a", "b"], "bgp_asn": 1, "local_subnets": ["c"]}}""", """{"vpnGateway": {"bgpAsn": "1", "localSubnets": ["c"]}}""")]
    [InlineData("""{"vpn_gateway": {"eip1": {"id": "a"}, "eip1": {"type": "b"}}}""", """{"vpnGateway": {"eip1": {"type": "b"}}}""")]
    public void A_body_becomes_the_message_it_means(string body, string meant)
    {
        using var wire = new PooledBuffer();
        JsonToWire.Write(Encoding.UTF8.GetBytes(body), s_create, wire).ShouldBeNull();
        CreateVgwRequest.Parser.ParseFrom(wire.Written).ShouldBe(JsonParser.Default.Parse<CreateVgwRequest>(meant));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    [InlineData("\"true\"", true)]
    [InlineData("\"false\"", false)]
    [InlineData("\"tru\\u0065\"", true)]
    [InlineData("\"True\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"\\ud800\"", null)]
    [InlineData("1", null)]
    [InlineData("[true]", null)]
    public void A_boolean_that_may_be_text_is_one_of_two_words(string value, bool? meant)
    {
        using var wire = new PooledBuffer();
        var fault = JsonToWire.Write(Encoding.UTF8.GetBytes($$"""{"without_any_tag": {{value}}}"""), s_filter, wire);
        if (meant is null)
        {
            fault.ShouldNotBeNull().Message.ShouldBe("without_any_tag must be true or false");
            return;
        }
        fault.ShouldBeNull();
        ListResourcesByTagsRequest.Parser.ParseFrom(wire.Written).WithoutAnyTag.ShouldBe(meant.Value);
    }

    [Theory]
    [InlineData("""{"vpn_gateway": []}""", "vpn_gateway must be an object")]
    [InlineData("""{"vpn_gateway": "a"}""", "vpn_gateway must be an object")]
    [InlineData("""{"vpn_gateway": {"name": 1}}""", "vpn_gateway.name must be a string")]
    [InlineData("""{"vpn_gateway": {"name": true}}""", "vpn_gateway.name must be a string")]
    [InlineData("""{"vpn_gateway": {"name": {}}}""", "vpn_gateway.name must be a string")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": "64512"}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1.5}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1.00000000000000000000000000000000000001}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1e-400}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1e99999999999}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1e99}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 9223372036854775808}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1.00000000000000000000001}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 9007199254740993.5}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 9223372036854775808.0}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1e-99999999999999999999}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": 1e99999999999999999999}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"bgp_asn": true}}""", "vpn_gateway.bgp_asn must be an integer")]
    [InlineData("""{"vpn_gateway": {"local_subnets": {}}}""", "vpn_gateway.local_subnets must be a list")]
    [InlineData("""{"vpn_gateway": {"local_subnets": "a"}}""", "vpn_gateway.local_subnets must be a list")]
    [InlineData("""{"vpn_gateway": {"local_subnets": ["a", null]}}""", "vpn_gateway.local_subnets[1] must be a string")]
    [InlineData("""{"vpn_gateway": {"tags": [{"key": "a"}, {"key": 1}]}}""", "vpn_gateway.tags[1].key must be a string")]
    [InlineData("""{"vpn_gateway": {"eip1": {"bandwidth_size": "5"}}}""", "vpn_gateway.eip1.bandwidth_size must be an integer")]
    [InlineData("""{"vpn_gateway": {"name": "\ud800"}}""", "vpn_gateway.name must not contain half of a surrogate pair")]
    [InlineData("""{"vpn_gateway": {"name": "\u0000"}}""", "vpn_gateway.name must not contain the character U+0000")]
    public void A_value_of_another_type_is_refused_by_its_path(string body, string rule)
    {
        using var wire = new PooledBuffer();
        JsonToWire.Write(Encoding.UTF8.GetBytes(body), s_create, wire)!.Message.ShouldBe(rule);
    }

    [Theory]
    [InlineData("""{"vpn_gateway": {}}""", false, 0)]
    [InlineData("""{"vpn_gateway": {"local_subnets": null}}""", false, 0)]
    [InlineData("""{"vpn_gateway": {"local_subnets": []}}""", true, 0)]
    [InlineData("""{"vpn_gateway": {"local_subnets": ["a"]}}""", true, 1)]
    [InlineData("""{"vpn_gateway": {"local_subnets": ["a"], "local_subnets": []}}""", true, 0)]
    public void A_bare_list_tells_absent_from_empty(string body, bool present, int count)
    {
        using var wire = new PooledBuffer();
        JsonToWire.Write(Encoding.UTF8.GetBytes(body), s_update, wire).ShouldBeNull();
        var subnets = UpdateVgwRequest.Parser.ParseFrom(wire.Written).VpnGateway.LocalSubnets;
        (subnets is not null, subnets?.Items.Count ?? 0).ShouldBe((present, count));
    }

    [Fact]
    public void A_json_name_that_was_written_is_the_only_name()
    {
        using var wire = new PooledBuffer();
        var body = """{"Professional1-NonFixedIP": {"vpc": ["a"]}, "professional1_non_fixed_ip": 1, "professional1NonFixedIp": 2}"""u8;
        JsonToWire.Write(body, s_zones, wire).ShouldBeNull();
        AvailabilityZones.Parser.ParseFrom(wire.Written).Professional1NonFixedIp.Vpc.ShouldBe(["a"]);
    }

    [Theory]
    [InlineData(31, null)]
    [InlineData(32, "the body is nested too deep at line 1")]
    public void Nesting_has_an_end(int lists, string? rule)
    {
        using var wire = new PooledBuffer();
        var body = "{\"a\":" + new string('[', lists) + new string(']', lists) + "}";
        var fault = JsonToWire.Write(Encoding.UTF8.GetBytes(body), s_create, wire);
        (fault?.Message.StartsWith(rule ?? "?", StringComparison.Ordinal)).ShouldBe(rule is null ? null : true);
    }

    [Theory]
    [InlineData(new byte[] { 0x7B, 0x7D, 0xFF }, "the body is not UTF-8 at line 1, byte 3")]
    [InlineData(new byte[] { 0x7B, 0x0A, 0x22, 0xC3, 0x28 }, "the body is not UTF-8 at line 2, byte 2")]
    public void Bytes_that_are_not_UTF8_are_refused_by_their_position(byte[] body, string rule)
    {
        using var wire = new PooledBuffer();
        JsonToWire.Write(body, s_create, wire)!.Message.ShouldBe(rule);
    }

    [Fact]
    public void What_is_wrong_before_the_depth_is_is_what_is_told()
    {
        using var wire = new PooledBuffer();
        var body = "{\"b\": tru, \"a\":" + new string('[', 40);
        JsonToWire.Write(Encoding.UTF8.GetBytes(body), s_create, wire)!.Message.ShouldStartWith("the body is not valid JSON");
    }

    [Fact]
    public void A_long_list_given_again_leaves_what_stands_around_it()
    {
        using var wire = new PooledBuffer();
        var subnets = string.Join(',', Enumerable.Range(0, 3000).Select(index => $"\"{index}\""));
        var body = "{\"vpn_gateway\": {\"name\": \"a\", \"local_subnets\": [" + subnets
            + "], \"flavor\": \"f\", \"local_subnets\": [\"b\", \"c\"], \"bgp_asn\": 1}}";
        JsonToWire.Write(Encoding.UTF8.GetBytes(body), s_create, wire).ShouldBeNull();
        CreateVgwRequest.Parser.ParseFrom(wire.Written).VpnGateway
            .ShouldBe(new NewVpnGateway { Name = "a", Flavor = "f", LocalSubnets = { "b", "c" }, BgpAsn = 1 });
    }

    [Theory]
    [InlineData(17, null)]
    [InlineData(18, "vpn_gateway.eip1 is given too often")]
    [InlineData(5000, "vpn_gateway.eip1 is given too often")]
    public void A_name_may_be_repeated_a_few_times(int times, string? rule)
    {
        using var wire = new PooledBuffer();
        var body = "{\"vpn_gateway\":{" + string.Join(',', Enumerable.Repeat("\"eip1\":{}", times)) + "}}";
        var fault = JsonToWire.Write(Encoding.UTF8.GetBytes(body), s_create, wire);
        (fault?.Message).ShouldBe(rule);
    }
}
