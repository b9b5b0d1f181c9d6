using System.Text;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Shouldly;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.Gateway.Tests.Transcoding;

public sealed class RoundTripTests
{
    private static readonly MessageDescriptor[] s_types =
    [
        CreateVgwRequest.Descriptor, UpdateVgwRequest.Descriptor, ListVgwsResponse.Descriptor, CreateCgwRequest.Descriptor,
        CreateCgwResponse.Descriptor, ListCgwsResponse.Descriptor, ListAvailabilityZonesResponse.Descriptor, TokenResponse.Descriptor,
        ListUsersResponse.Descriptor, ShowResourceBindEnterpriseProjectRequest.Descriptor,
    ];

    // Google's parser takes every number of JSON for a double.
    private const long GooglesLargest = 1L << 53;

    public static TheoryData<string> Types => [.. s_types.Select(type => type.Name)];

    // A bare list is a form of this contract that no other parser knows.
    public static TheoryData<string> CommonTypes => [.. s_types.Where(type => type != UpdateVgwRequest.Descriptor).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_shown_reads_back_as_the_same_message(string name)
    {
        var type = s_types.Single(each => each.Name == name);
        var schema = new MessageSchemas().Of(type);
        RandomMessages.Of(type).Sample(message =>
        {
            return Read(schema, Show(schema, message.ToByteArray()), type).Equals(message);
        }, iter: 300);
    }

    /// <summary>Google's own parser, given what the edge shows, reads the same message where both know the same forms.</summary>
    [Theory]
    [MemberData(nameof(CommonTypes))]
    public void Googles_parser_reads_the_same_message(string name)
    {
        var type = s_types.Single(each => each.Name == name);
        var schema = new MessageSchemas().Of(type);
        var parser = new JsonParser(JsonParser.Settings.Default);
        RandomMessages.Of(type, GooglesLargest).Sample(message =>
        {
            var json = Show(schema, message.ToByteArray());
            return Read(schema, json, type).Equals(parser.Parse(Encoding.UTF8.GetString(json), type));
        }, iter: 200);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_body_cut_short_or_changed_anywhere_never_crashes(string name)
    {
        var type = s_types.Single(each => each.Name == name);
        var schema = new MessageSchemas().Of(type);
        Gen.Select(RandomMessages.Of(type), Gen.Int[0, 10_000], Gen.Byte, Gen.Bool).Sample((message, position, value, cut) =>
        {
            var json = Show(schema, message.ToByteArray());
            var at = position % json.Length;
            using var wire = new PooledBuffer();
            json[at] = value;
            var fault = JsonToWire.Write(json.AsSpan(0, cut ? at : json.Length), schema, wire);
            if (fault is null)
            {
                type.Parser.ParseFrom(wire.Written);
            }
        }, iter: 500);
    }

    private static byte[] Show(MessageSchema schema, byte[] message)
    {
        using var json = new PooledBuffer();
        WireToJson.Write(message, schema, requestId: null, json);
        return json.Written.ToArray();
    }

    private static IMessage Read(MessageSchema schema, ReadOnlySpan<byte> json, MessageDescriptor type)
    {
        using var wire = new PooledBuffer();
        JsonToWire.Write(json, schema, wire).ShouldBeNull(Encoding.UTF8.GetString(json));
        return type.Parser.ParseFrom(wire.Written);
    }
}
