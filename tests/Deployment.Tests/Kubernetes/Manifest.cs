using System.Text.RegularExpressions;

namespace VpnMesh.Deployment.Tests.Kubernetes;

/// <summary>What the tests ask of an object of Kubernetes.</summary>
internal static class Manifest
{
    public static string Kind(this JsonObject manifest) => manifest["kind"]!.GetValue<string>();

    public static string Name(this JsonObject manifest) => manifest["metadata"]!["name"]!.GetValue<string>();

    public static string? Label(this JsonObject manifest, string name) => manifest["metadata"]!["labels"]?[name]?.GetValue<string>();

    /// <summary>Name of the application, by its label.</summary>
    public static string? Application(this JsonObject manifest) => manifest.Label("app.kubernetes.io/name");

    /// <summary>The template of its pods; null where it makes none.</summary>
    public static JsonObject? Pod(this JsonObject manifest) => manifest["spec"]?["template"] as JsonObject;

    public static IEnumerable<JsonObject> Containers(this JsonObject manifest) =>
        (manifest.Pod()?["spec"]!["containers"]!.AsArray() ?? []).Select(container => container!.AsObject());

    /// <summary>Whether the target of a patch means it.</summary>
    public static bool Matches(this JsonObject manifest, JsonNode target) =>
        IsWhole(target["kind"], manifest.Kind()) && IsWhole(target["name"], manifest.Name())
        && (target["labelSelector"] is not { } selector || HasLabel(manifest, selector.GetValue<string>().Split('=')));

    /// <summary>Whether pods with these labels are what a selector means.</summary>
    public static bool Selects(this JsonNode selector, JsonObject pod) =>
        (selector["matchLabels"]?.AsObject() ?? []).All(label => pod["metadata"]!["labels"]?[label.Key]?.GetValue<string>() == label.Value!.GetValue<string>());

    private static bool IsWhole(JsonNode? pattern, string text) => pattern is null || Regex.IsMatch(text, $"^({pattern.GetValue<string>()})$");

    private static bool HasLabel(JsonObject manifest, string[] label) => manifest.Label(label[0]) == label[1];
}
