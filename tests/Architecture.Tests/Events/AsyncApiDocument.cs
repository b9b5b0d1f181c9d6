using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace VpnMesh.Architecture.Tests.Events;

/// <summary>The catalogue of events for programs: an AsyncAPI 3.0 document.</summary>
internal static class AsyncApiDocument
{
    private const string Version = "0.3.0";
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write()
    {
        var schemas = new JsonObject { ["CloudEvent"] = EventSchemas.Envelope() };
        foreach (var message in EventProtos.All.Concat(EventProtos.Parts))
        {
            schemas[message.Name] = EventSchemas.Of(message);
        }
        var document = new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "VpnMesh events",
                ["version"] = "1.0.0",
                ["description"] = "What happens to the resources of VpnMesh. At least once each, in order per resource: remember the id. "
                    + "An incompatible change is a new type; fields may be added to a type at any time.",
            },
            ["defaultContentType"] = "application/json",
            ["channels"] = All(Channel),
            ["operations"] = All(Operation),
            ["components"] = new JsonObject
            {
                ["channelBindings"] = new JsonObject { ["exchange"] = Amqp(Exchange()) },
                ["operationBindings"] = new JsonObject { ["persistent"] = Amqp(new JsonObject { ["deliveryMode"] = 2 }) },
                ["messages"] = All(Message),
                ["schemas"] = schemas,
            },
        };
        return document.ToJsonString(Indented) + "\n";
    }

    private static JsonObject All(Func<MessageDescriptor, string, JsonNode> part) =>
        new(EventProtos.All.Select(message => (Message: message, Type: EventProtos.TypeOf(message)))
            .Select(one => new KeyValuePair<string, JsonNode?>(one.Type, part(one.Message, one.Type))));

    private static JsonObject Channel(MessageDescriptor message, string type) => new()
    {
        ["address"] = type,
        ["messages"] = new JsonObject { [type] = Ref($"#/components/messages/{type}") },
        ["bindings"] = Ref("#/components/channelBindings/exchange"),
    };

    private static JsonObject Exchange() => new()
    {
        ["is"] = "routingKey",
        ["exchange"] = new JsonObject { ["name"] = "vpnmesh.events", ["type"] = "topic", ["durable"] = true, ["autoDelete"] = false },
    };

    private static JsonObject Operation(MessageDescriptor message, string type) => new()
    {
        ["action"] = "send",
        ["channel"] = Ref($"#/channels/{type}"),
        ["summary"] = EventProtos.Comment(message),
        ["messages"] = new JsonArray(Ref($"#/channels/{type}/messages/{type}")),
        ["bindings"] = Ref("#/components/operationBindings/persistent"),
    };

    private static JsonObject Message(MessageDescriptor message, string type) => new()
    {
        ["name"] = type,
        ["summary"] = EventProtos.Comment(message),
        ["contentType"] = "application/json",
        ["payload"] = new JsonObject
        {
            ["allOf"] = new JsonArray(
                Ref("#/components/schemas/CloudEvent"),
                new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["type"] = new JsonObject { ["const"] = type },
                        ["resourcetype"] = new JsonObject { ["const"] = Resource(type) },
                        ["data"] = Ref($"#/components/schemas/{message.Name}"),
                    },
                }),
        },
        ["examples"] = new JsonArray(new JsonObject { ["payload"] = Example(message, type) }),
    };

    private static JsonObject Example(MessageDescriptor message, string type) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = "01952ca3-5f1b-7b0a-9c66-0f2f3f1f7a11",
        ["source"] = Source(Resource(type)),
        ["type"] = type,
        ["subject"] = "620d99b8-4c1e-4a8d-8a86-200b868f2d7d",
        ["time"] = "2027-02-20T07:41:39.123Z",
        ["datacontenttype"] = "application/json",
        ["projectid"] = "0605768a3300d5762f8bc01c7a0b2f5a",
        ["enterpriseprojectid"] = "0",
        ["resourcetype"] = Resource(type),
        ["generation"] = 1,
        ["requestid"] = "4bf92f3577b34da6a3ce929d0e0e4736",
        ["data"] = JsonNode.Parse(EventProtos.Example(message)),
    };

    private static string Source(string resource) => resource switch
    {
        "vpn_gateway" or "vpn_gateway_certificate" or "vpn_gateway_job" or "customer_gateway" or "vpn_connection" => "/vpnmesh/site-to-site",
        "eip" => "/vpnmesh/governance",
        "vpn_server" or "vpn_user" or "vpn_user_group" or "vpn_access_policy" or "client_ca_certificate" => "/vpnmesh/p2c",
        _ => resource.StartsWith("p2c_", StringComparison.Ordinal) ? "/vpnmesh/p2c" : "/vpnmesh/monitoring",
    };

    private static string Resource(string type) => type[..type.IndexOf('.', StringComparison.Ordinal)];

    private static JsonObject Ref(string pointer) => new() { ["$ref"] = pointer };

    private static JsonObject Amqp(JsonObject binding)
    {
        binding["bindingVersion"] = Version;
        return new JsonObject { ["amqp"] = binding };
    }
}
