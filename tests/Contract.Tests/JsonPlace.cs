using System.Text.Json.Nodes;

namespace VpnMesh.Contract.Tests;

/// <summary>Reads and changes places of a JSON document, named as the contract names fields; <c>[]</c> is the first element of a list.</summary>
internal static class JsonPlace
{
    public static JsonNode? Get(JsonNode? document, string place)
    {
        foreach (var step in Steps(place))
        {
            document = document switch
            {
                JsonObject members when step != "[]" => members[step],
                JsonArray { Count: > 0 } elements when step == "[]" => elements[0],
                _ => null,
            };
        }
        return document;
    }

    /// <summary>Sets a value, JSON's null too, and makes the objects and lists that lead there.</summary>
    public static void Set(JsonNode document, string place, JsonNode? value)
    {
        var steps = Steps(place);
        for (var at = 0; at < steps.Length - 1; at++)
        {
            document = Step(document, steps[at], steps[at + 1]);
        }
        if (document is JsonArray elements)
        {
            elements.RemoveRange(0, Math.Min(1, elements.Count));
            elements.Insert(0, value?.DeepClone());
            return;
        }
        document.AsObject()[steps[^1]] = value?.DeepClone();
    }

    public static void Remove(JsonNode document, string place)
    {
        var steps = Steps(place);
        var parent = Get(document, string.Join('.', steps[..^1]).Replace(".[]", "[]", StringComparison.Ordinal));
        (parent as JsonObject)?.Remove(steps[^1]);
        if (steps[^1] == "[]")
        {
            (parent as JsonArray)?.Clear();
        }
    }

    private static JsonNode Step(JsonNode document, string step, string next)
    {
        if (step == "[]")
        {
            var elements = document.AsArray();
            if (elements.Count == 0)
            {
                elements.Add(next == "[]" ? new JsonArray() : new JsonObject());
            }
            return elements[0]!;
        }
        if (document[step] is not { } child || (next == "[]") != child is JsonArray)
        {
            document[step] = child = next == "[]" ? new JsonArray() : new JsonObject();
        }
        return child;
    }

    private static string[] Steps(string place) =>
        place == "" ? [] : place.Replace("[]", ".[]", StringComparison.Ordinal).Split('.');
}
