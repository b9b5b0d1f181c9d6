namespace VpnMesh.Deployment.Tests.Kubernetes;

/// <summary>The overlays, rendered once.</summary>
internal static class Overlay
{
    private static readonly Dictionary<string, IReadOnlyList<JsonObject>> Rendered = new[] { "base", "overlays/dev", "overlays/production" }
        .ToDictionary(name => name, name => Kustomization.Render(Deploy.Path("kubernetes/" + name)));

    public static IEnumerable<string> Names => Rendered.Keys;

    public static IReadOnlyList<JsonObject> Of(string name) => Rendered[name];

    /// <summary>Those of all of them, each once where it stands in the base.</summary>
    public static IEnumerable<JsonObject> All => Rendered.Values.SelectMany(manifests => manifests);
}
