using System.Diagnostics;
using System.Text.RegularExpressions;

namespace VpnMesh.Deployment.Tests.Kubernetes;

/// <summary>Every overlay is what a cluster takes.</summary>
public sealed partial class ManifestTests
{
    public static TheoryData<string> Overlays => [.. Overlay.Names];

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_object_is_as_the_API_wants_it(string overlay)
    {
        // The operator of RabbitMQ brings the schema of its own kind.
        var manifests = Overlay.Of(overlay).Where(manifest => manifest.Kind() != "RabbitmqCluster").ToArray();
        manifests.Length.ShouldBeGreaterThan(40);
        manifests.SelectMany(ApiSchemas.Check).ShouldBeEmpty();
        Overlay.Of(overlay).Select(manifest => $"{manifest.Kind()}/{manifest.Name()}").ShouldBeUnique();
    }

    [Fact]
    public void What_the_API_does_not_know_is_found()
    {
        var misspelt = Overlay.Of("base").First(manifest => manifest.Kind() == "Deployment").DeepClone().AsObject();
        misspelt.Containers().First()["readynessProbe"] = new JsonObject();
        ApiSchemas.Check(misspelt).ShouldNotBeEmpty();

        var untyped = Overlay.Of("base").First(manifest => manifest.Kind() == "PodDisruptionBudget").DeepClone().AsObject();
        untyped["spec"]!["selector"] = "edge";
        ApiSchemas.Check(untyped).ShouldNotBeEmpty();
    }

    /// <summary>The renderer of these tests is none that anybody else uses: where kubectl is, both must agree.</summary>
    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Kubectl_renders_the_same(string overlay)
    {
        var start = new ProcessStartInfo("kubectl", ["kustomize", Deploy.Path("kubernetes/" + overlay)]) { RedirectStandardOutput = true };
        Assert.SkipUnless(IsThere(start.FileName), "There is no kubectl.");
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var theirs = Yaml.Documents(GeneratedName().Replace(text, "$1")).Select(document => document.AsObject());
        Sorted(theirs).ShouldBe(Sorted(Overlay.Of(overlay)));
    }

    [Fact]
    public void Nobody_writes_a_secret_into_a_manifest() => Overlay.All.ShouldNotContain(manifest => manifest.Kind() == "Secret");

    private static bool IsThere(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string[] Sorted(IEnumerable<JsonObject> manifests) =>
        [.. manifests.Select(manifest => Canonical(manifest)!.ToJsonString()).Order(StringComparer.Ordinal)];

    /// <summary>With its members in order.</summary>
    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject one => new JsonObject(one.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Canonical(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Canonical)]),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex(@"\b(name: (?:vpnmesh|vpnmesh-stores|databases))-[0-9a-z]{10}\b")]
    private static partial Regex GeneratedName();
}
