using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Shouldly;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Protos.Options.V1;
using Xunit;

namespace VpnMesh.Architecture.Tests;

/// <summary>
/// Holds the catalogue of events to the protos: every event with its type, its fields and an example. Run with VPNMESH_WRITE_CATALOGUE=1
/// to write it anew after a change.
/// </summary>
public sealed class EventCatalogueTests
{
    private const string Catalogue = "protos/vpnmesh/events/README.md";
    private const string ProtoFile = "protos/vpnmesh/events/v1/events.proto";

    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true).WithIndentation());

    [Fact]
    public void Catalogue_lists_every_event_with_its_fields_and_an_example()
    {
        var expected = Write();
        if (Environment.GetEnvironmentVariable("VPNMESH_WRITE_CATALOGUE") == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, Catalogue), expected);
        }
        Repository.Read(Catalogue).ShouldBe(expected);
    }

    [Fact]
    public void Every_event_names_its_resource_and_what_happened()
    {
        Events().ShouldNotBeEmpty();
        Events().Select(TypeOf).ShouldAllBe(type => System.Text.RegularExpressions.Regex.IsMatch(type, @"^[a-z][a-z0-9_]*\.[a-z_]+$"));
        Events().Select(TypeOf).ShouldBeUnique();
    }

    [Fact]
    public void No_event_has_a_field_for_a_secret()
    {
        string[] secrets = ["psk", "password", "secret", "private_key", "token", "content"];
        Events().SelectMany(message => message.Fields.InDeclarationOrder()).ShouldAllBe(field => !secrets.Any(field.Name.Contains));
    }

    private static IEnumerable<MessageDescriptor> Events() =>
        EventsReflection.Descriptor.MessageTypes.Where(message => TypeOf(message).Length > 0);

    private static string TypeOf(MessageDescriptor message) => message.GetOptions()?.GetExtension(OptionsExtensions.Event)?.Type ?? "";

    private static string Write()
    {
        var text = new StringBuilder(
            """
            # Events

            Every event is a CloudEvents 1.0 envelope in JSON, published to the durable topic exchange `vpnmesh.events` with its type as
            routing key; a subscriber needs an AMQP client and nothing else. At least once, in order per resource: remember the `id`.

            | member | meaning |
            | --- | --- |
            | `id` | id of the event, the same when it is delivered again |
            | `type` | `<resource>.<what happened>`, also the routing key |
            | `source` | part that tells it |
            | `subject`, `resourcetype` | id and kind of the resource |
            | `time` | UTC, milliseconds |
            | `projectid`, `enterpriseprojectid` | where the resource is |
            | `generation` | generation of its desired state after the change; of a job that of its gateway, of what has none 0 |
            | `requestid` | request that caused it; empty when none did |
            | `data` | the fields below |

            Bound by `vpn_gateway.*` a queue gets what happens to gateways, by `*.deleted` every deletion, by `#` everything. No event carries a
            secret. An incompatible change is a new type.

            """);
        foreach (var message in Events())
        {
            Describe(text, message);
        }
        return text.ToString();
    }

    private static void Describe(StringBuilder text, MessageDescriptor message)
    {
        text.Append($"\n## `{TypeOf(message)}`\n\n{Comment(message)}\n\n| field | kind |\n| --- | --- |\n");
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            text.Append($"| `{field.Name}` | {Kind(field)} |\n");
        }
        text.Append($"\n```json\n{Formatter.Format(Example(message))}\n```\n");
    }

    /// <summary>The comment above a message of the proto: the generated descriptor does not carry it.</summary>
    private static string Comment(MessageDescriptor message)
    {
        var lines = Repository.Read(ProtoFile).Split('\n');
        var at = Array.FindIndex(lines, line => line == $"message {message.Name} {{");
        var comment = lines[..at].Reverse().TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)).Reverse();
        return string.Join(' ', comment.Select(line => line[3..]));
    }

    private static string Kind(FieldDescriptor field)
    {
        var kind = field.FieldType switch
        {
            FieldType.String => "text",
            FieldType.Int32 => "number",
            FieldType.Int64 => "number, as text",
            FieldType.Message => $"object ({string.Join(", ", field.MessageType.Fields.InDeclarationOrder().Select(inner => inner.Name))})",
            var other => other.ToString(),
        };
        return field.IsRepeated ? $"list of {kind}" : kind;
    }

    private static IMessage Example(MessageDescriptor message)
    {
        var example = message.Parser.ParseFrom([]);
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated)
            {
                ((System.Collections.IList)field.Accessor.GetValue(example)).Add(Value(field));
                continue;
            }
            field.Accessor.SetValue(example, Value(field));
        }
        return example;
    }

    private static (string Old, string New) Statuses(FieldDescriptor field) => field.ContainingType.Name switch
    {
        "VpnGatewayCertificateStatusChanged" => ("BINDING", "BOUND"),
        "VpnGatewayJobStatusChanged" => ("upgrading", "pending_upgrade_confirm"),
        _ => ("PENDING_CREATE", "ACTIVE"),
    };

    private static object Value(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Example(field.MessageType),
        FieldType.Int32 => field.Name switch
        {
            "place" => 1,
            "window_seconds" => 60,
            "sent" or "received" => 10,
            "peer_port" => 500,
            _ => 300,
        },
        FieldType.Int64 => 4711L,
        _ => field.Name switch
        {
            "id" or "vpn_gateway_id" => "620d99b8-4c1e-4a8d-8a86-200b868f2d7d",
            "name" => "vpngw-3caf",
            "vpc_id" => "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
            "flavor" => "Professional1",
            "network_type" => "public",
            "attachment_type" => "vpc",
            "ha_mode" => "active-active",
            "availability_zone_ids" => "region-1a",
            "ip_address" => "203.0.113.8",
            "charge_mode" => "bandwidth",
            "old_status" => Statuses(field).Old,
            "new_status" => Statuses(field).New,
            "changed" => "name",
            "job_type" => "upgrade",
            "status" => "upgrading",
            "from_version" => "5.0.0",
            "to_version" => "5.1.0",
            "error_message" => "",
            "id_type" => "ip",
            "id_value" => "198.51.100.21",
            "customer_gateway_id" => "5247ae10-3c1d-4b7e-8f52-dd36659a7f5d",
            "style" => "STATIC",
            "ha_role" => "master",
            "algorithms" => "ikepolicy.encryption_algorithm aes-128",
            "happened_at" => "2027-02-20T07:41:39.000Z",
            "level" => "info",
            "kind" => "ike_sa_established",
            "message" => "the peer is authenticated",
            "gateway_address" or "source_ip" => "198.51.100.60",
            "peer_address" or "destination_ip" => "203.0.113.32",
            "vpn_connection_id" => "cae286f2-8b1d-4e6f-a4c9-e22416ca1220",
            "proto_type" => "icmp",
            "window_start" => "2027-02-20T07:41:00.000Z",
            "expire_time" or "started_at" => "2027-02-20T07:41:39.000Z",
            "ended_at" => "2027-02-20T09:12:05.000Z",
            "expiration_time" => "2033-08-05T11:52:34.000Z",
            "client_virtual_ip" => "172.16.0.5",
            "client_ip" => "198.51.100.77",
            "client_user_name" => "anna",
            "reason" => "the client hung up",
            "subject" => "CN=p2cvpn.test",
            "issuer" => "CN=p2cvpn.test",
            "serial_number" => "615955163158013834112157325302512345678901234567",
            "p2c_vgw_id" => "595210dc-7998-4ba3-aeb9-516fbcf7853c",
            "client_cidr" => "172.16.0.0/16",
            "local_subnets" => "192.168.0.0/24",
            "client_auth_type" => "LOCAL_PASSWORD",
            "vpn_server_id" => "0e325fb6-83b9-4004-a343-8b6fc714a5d9",
            "user_group_id" => "7625fd92-2e20-4e4d-8c56-66f110fbfaa8",
            "user_ids" => "41ad472e-d3e4-482b-8f00-7b2c1bfc4b7d",
            "dest_ip_cidrs" => "192.168.1.0/24",
            "log_group_id" => "05c4052d-8d14-488f-aa00-19fea5a25fdd",
            "log_stream_id" => "d9d85143-e1e1-427a-9994-d8b8fd9ebe3f",
            _ => throw new InvalidOperationException($"No example for the field {field.FullName}: add one here."),
        },
    };
}
