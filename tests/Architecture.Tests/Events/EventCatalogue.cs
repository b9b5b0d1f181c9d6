using System.Text;
using Google.Protobuf.Reflection;

namespace VpnMesh.Architecture.Tests.Events;

/// <summary>The catalogue of events for people.</summary>
internal static class EventCatalogue
{
    public static string Write()
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
            | `projectid`, `enterpriseprojectid` | where the resource is; both empty for what is in no project, such as an agent |
            | `generation` | generation of its desired state after the change; of a job that of its gateway, of what has none 0 |
            | `requestid` | request that caused it; empty when none did |
            | `traceparent` | place in the trace of that request (W3C Trace Context); absent when that trace is not kept |
            | `data` | the fields below |

            Bound by `vpn_gateway.*` a queue gets what happens to gateways, by `*.deleted` every deletion, by `#` everything. No event carries a
            secret. An incompatible change is a new type. The same for programs: [asyncapi.json](asyncapi.json). A subscriber to begin with:
            [subscriber.cs](../../../deploy/subscriber/subscriber.cs).

            """);
        foreach (var message in EventProtos.All)
        {
            Describe(text, message);
        }
        return text.ToString();
    }

    private static void Describe(StringBuilder text, MessageDescriptor message)
    {
        text.Append($"\n## `{EventProtos.TypeOf(message)}`\n\n{EventProtos.Comment(message)}\n\n| field | kind |\n| --- | --- |\n");
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            text.Append($"| `{field.Name}` | {Kind(field)} |\n");
        }
        text.Append($"\n```json\n{EventProtos.Example(message)}\n```\n");
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
}
