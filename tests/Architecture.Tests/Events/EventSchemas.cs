using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace VpnMesh.Architecture.Tests.Events;

/// <summary>JSON Schemas of what is published, as it is in JSON: 64-bit numbers are texts, defaults are there, what is not set is not.</summary>
internal static class EventSchemas
{
    /// <summary>The envelope of every event.</summary>
    public static JsonObject Envelope() => Object(
        "A CloudEvents 1.0 envelope. Further members may be added: pass over those that you do not know.",
        [
            ("specversion", new JsonObject { ["type"] = "string", ["const"] = "1.0" }),
            ("id", Text("The same when the event is delivered again.", "format", "uuid")),
            ("source", Text("The part that tells it.", "pattern", "^/vpnmesh/[a-z0-9-]+$")),
            ("type", Text("Also the routing key.", "pattern", @"^[a-z][a-z0-9_]*\.[a-z_]+$")),
            ("subject", Text("Id of the resource. The events of one are published in order.", "minLength", 1)),
            ("time", Text("UTC, milliseconds.", "pattern", @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")),
            ("datacontenttype", new JsonObject { ["type"] = "string", ["const"] = "application/json" }),
            ("projectid", Text("Project of the resource; empty for what is in none, such as an agent.")),
            ("enterpriseprojectid", Text("Enterprise project of the resource; 0 for the default one, empty for what is in no project.")),
            ("resourcetype", Text("Kind of the resource.", "pattern", "^[a-z][a-z0-9_]*$")),
            ("generation", new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = 0,
                ["description"] = "Generation of its desired state after the change; of a job that of its gateway, of what has none 0.",
            }),
            ("requestid", new JsonObject { ["type"] = "string", ["description"] = "The request that caused it; empty when none did." }),
            ("data", new JsonObject { ["type"] = "object" }),
        ],
        ("traceparent", Text("Place in the trace of that request (W3C Trace Context); absent when that trace is not kept.")));

    /// <summary>The data of an event, or what it holds.</summary>
    public static JsonObject Of(MessageDescriptor message)
    {
        var fields = message.Fields.InDeclarationOrder();
        var schema = Object(EventProtos.Comment(message), fields.Select(field => (field.Name, Of(field))));
        schema["required"] = new JsonArray([.. fields.Where(field => !field.HasPresence).Select(field => (JsonNode)field.Name)]);
        return schema;
    }

    private static JsonObject Of(FieldDescriptor field)
    {
        var schema = field.IsRepeated ? new JsonObject { ["type"] = "array", ["items"] = Value(field) } : Value(field);
        if (EventProtos.Comment(field) is { Length: > 0 } comment)
        {
            // In this version of JSON Schema nothing counts beside a reference.
            schema = schema.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(schema) } : schema;
            schema["description"] = comment;
        }
        return schema;
    }

    private static JsonObject Value(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => new JsonObject { ["type"] = "string" },
        FieldType.Bool => new JsonObject { ["type"] = "boolean" },
        FieldType.Int32 => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        FieldType.Int64 => new JsonObject { ["type"] = "string", ["format"] = "int64", ["pattern"] = "^-?[0-9]+$" },
        FieldType.Double => new JsonObject { ["type"] = "number" },
        FieldType.Message => new JsonObject { ["$ref"] = $"#/components/schemas/{field.MessageType.Name}" },
        var other => throw new InvalidOperationException($"No schema for {other}, the kind of {field.FullName}: add one here."),
    };

    private static JsonObject Object(
        string description, IEnumerable<(string Name, JsonObject Schema)> members, params ReadOnlySpan<(string Name, JsonObject Schema)> optional)
    {
        var properties = new JsonObject(members.Select(member => new KeyValuePair<string, JsonNode?>(member.Name, member.Schema)));
        var required = new JsonArray([.. properties.Select(property => (JsonNode)property.Key)]);
        foreach (var (name, schema) in optional)
        {
            properties[name] = schema;
        }
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = description,
            ["required"] = required,
            ["properties"] = properties,
        };
    }

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject Text(string description, string rule, JsonNode value)
    {
        var text = Text(description);
        text[rule] = value;
        return text;
    }
}
