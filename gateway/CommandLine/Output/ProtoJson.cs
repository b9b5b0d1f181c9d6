using System.Collections;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace VpnMesh.CommandLine.Output;

/// <summary>
/// Messages as JSON for scripts: the names of the fields as the protos have them, every field always there, <c>null</c> for what is absent,
/// and numbers as numbers (the JSON form of protobuf writes those of 64 bits as strings).
/// </summary>
internal static class ProtoJson
{
    public static JsonObject Of(IMessage message)
    {
        var json = new JsonObject();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            json[field.Name] = ValueOf(message, field);
        }
        return json;
    }

    private static JsonNode? ValueOf(IMessage message, FieldDescriptor field)
    {
        if (field.IsRepeated)
        {
            return new JsonArray([.. ((IList)field.Accessor.GetValue(message)).Cast<object>().Select(NodeOf)]);
        }
        return field.HasPresence && !field.Accessor.HasValue(message) ? null : NodeOf(field.Accessor.GetValue(message));
    }

    private static JsonNode? NodeOf(object value) => value switch
    {
        IMessage message => Of(message),
        string text => text,
        bool flag => flag,
        int number => number,
        long number => number,
        _ => value.ToString(),
    };
}
