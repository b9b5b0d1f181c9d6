using System.Text;
using Google.Protobuf;
using Shouldly;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.Gateway.Tests.Transcoding;

public sealed class AnswerBodyTests
{
    [Fact]
    public void Plain_scalars_are_always_shown_and_optional_ones_when_present() =>
        Show(new Eip { Id = "1", ShareType = "" }).ShouldBe(
            """{"id":"1","ip_version":0,"type":"","ip_address":"","charge_mode":"","bandwidth_id":"","bandwidth_size":0,"bandwidth_name":"","share_type":""}""");

    [Fact]
    public void Lists_are_left_out_when_empty_unless_their_rule_says_otherwise()
    {
        Show(new VpnGatewayChanges()).ShouldBe("{}");
        Show(new FlavorZones()).ShouldBe("""{"vpc":[],"er":[]}""");
        Show(new FlavorZones { Vpc = { "a", "b" } }).ShouldBe("""{"vpc":["a","b"],"er":[]}""");
    }

    [Fact]
    public void Null_is_shown_where_the_rule_says_so() =>
        Show(new Links { Self = "s", Next = "n" }).ShouldBe("""{"next":"n","previous":null,"self":"s"}""");

    [Fact]
    public void A_bare_list_is_an_array() =>
        Show(new VpnGatewayChanges { LocalSubnets = new StringList { Items = { "a" } }, LocalSubnetsV6 = new StringList() })
            .ShouldBe("""{"local_subnets":["a"],"local_subnets_v6":[]}""");

    [Fact]
    public void The_request_id_is_filled_in_at_the_top_only() =>
        Show(new ShowVgwResponse { RequestId = "of the service" }).ShouldBe("""{"request_id":"id"}""");

    [Fact]
    public void A_json_name_that_was_written_is_shown() =>
        Show(new AvailabilityZones { Professional1NonFixedIp = new FlavorZones() }).ShouldBe("""{"Professional1-NonFixedIP":{"vpc":[],"er":[]}}""");

    [Fact]
    public void Numbers_of_64_bits_are_numbers() =>
        Show(new ListEnterpriseProjectResponse { TotalCount = long.MaxValue }).ShouldContain("\"total_count\":9223372036854775807");

    [Fact]
    public void Text_is_escaped_no_more_than_it_must_be() =>
        Show(new Role { Id = "é<&>+'", Name = "\"\\\n\u0001" }).ShouldBe("""{"id":"é<&>+'","name":"\"\\\n\u0001"}""");

    [Theory]
    [InlineData(new byte[] { 0x0A, 0x05, 0x41 })]
    [InlineData(new byte[] { 0x0B })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void Bytes_that_are_no_message_are_an_error(byte[] message) =>
        Should.Throw<InvalidDataException>(() => Show(message, new MessageSchemas().Of(Role.Descriptor)));

    [Fact]
    public void Fields_that_are_not_known_yet_are_passed_over()
    {
        byte[] later = [0xC8, 0x06, 0x05, 0xD1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xDD, 0x06, 1, 2, 3, 4, 0xE2, 0x06, 0x01, 0x41];
        Show([.. later, .. new Role { Id = "1", Name = "n" }.ToByteArray()], new MessageSchemas().Of(Role.Descriptor)).ShouldBe("""{"id":"1","name":"n"}""");
    }

    private static string Show(IMessage message) => Show(message.ToByteArray(), new MessageSchemas().Of(message.Descriptor));

    private static string Show(byte[] message, MessageSchema schema)
    {
        using var json = new PooledBuffer();
        WireToJson.Write(message, schema, "id", json);
        return Encoding.UTF8.GetString(json.Written);
    }
}
