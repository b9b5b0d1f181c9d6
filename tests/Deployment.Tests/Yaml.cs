using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VpnMesh.Deployment.Tests;

/// <summary>YAML as JSON, typed as those who read it in earnest type it.</summary>
internal static class Yaml
{
    private const string Merge = "<<";

    /// <summary>The documents of a file; empty ones are left out.</summary>
    public static IReadOnlyList<JsonNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => Json(document.RootNode)).OfType<JsonNode>()];
    }

    /// <summary>The one document of a file.</summary>
    public static JsonNode Document(string path) => Documents(File.ReadAllText(path)).Single();

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => Json(mapping),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Json)]),
        YamlScalarNode scalar => Json(scalar),
        _ => throw new InvalidOperationException($"{node.GetType().Name} at {node.Start}"),
    };

    /// <summary>What is merged in (<c>&lt;&lt;</c>) goes before what is said here.</summary>
    private static JsonObject Json(YamlMappingNode mapping)
    {
        var json = new JsonObject();
        foreach (var (key, value) in mapping.Children.OrderBy(child => ((YamlScalarNode)child.Key).Value == Merge ? 0 : 1))
        {
            var name = ((YamlScalarNode)key).Value!;
            var members = name == Merge ? Json((YamlMappingNode)value) : new JsonObject { [name] = Json(value) };
            foreach (var (member, content) in members)
            {
                json[member] = content?.DeepClone();
            }
        }
        return json;
    }

    private static JsonNode? Json(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return text;
        }
        if (text is "" or "~" or "null")
        {
            return null;
        }
        if (text is "true" or "false")
        {
            return text == "true";
        }
        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? JsonNode.Parse(text)
            : text;
    }
}
