namespace VpnMesh.Deployment.Tests.Kubernetes;

/// <summary>JSON Patch (RFC 6902): add, replace and test, which are what the manifests use.</summary>
internal static class JsonPatch
{
    public static void Apply(JsonObject target, JsonObject operation)
    {
        var path = operation["path"]!.GetValue<string>();
        var steps = path.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var parent = steps[..^1].Aggregate((JsonNode)target, (node, step) => Child(node, step) ?? throw new InvalidOperationException($"{target.Name()} has no {path}"));
        var value = operation["value"]?.DeepClone();
        switch (operation["op"]!.GetValue<string>())
        {
            case "add":
                Add(parent, steps[^1], value);
                break;
            case "replace":
                Child(parent, steps[^1]).ShouldNotBeNull($"{target.Kind()} {target.Name()} has no {path} to replace");
                Replace(parent, steps[^1], value);
                break;
            case "test":
                JsonNode.DeepEquals(Child(parent, steps[^1]), value).ShouldBeTrue($"{target.Kind()} {target.Name()}: {path} is not {value}");
                break;
            default:
                throw new NotSupportedException(operation.ToJsonString());
        }
    }

    private static JsonNode? Child(JsonNode parent, string step) => parent is JsonArray list ? list[int.Parse(step)] : parent[step];

    private static void Add(JsonNode parent, string step, JsonNode? value)
    {
        if (parent is not JsonArray list)
        {
            parent[step] = value;
            return;
        }
        list.Insert(step == "-" ? list.Count : int.Parse(step), value);
    }

    private static void Replace(JsonNode parent, string step, JsonNode? value)
    {
        if (parent is JsonArray list)
        {
            list[int.Parse(step)] = value;
            return;
        }
        parent[step] = value;
    }
}
