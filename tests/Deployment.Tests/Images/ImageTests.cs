using System.Diagnostics;

namespace VpnMesh.Deployment.Tests.Images;

/// <summary>The images that tests/run has made with deploy/images/build.</summary>
public sealed class ImageTests
{
    private const string Tag = "test";

    /// <summary>The runtime alone takes 110 MB.</summary>
    private const long Limit = 180_000_000;

    public static TheoryData<string> Parts => [.. Part.All.Select(part => part.Name)];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task It_is_small_runs_without_rights_and_asks_itself_how_it_is(string name)
    {
        var image = await InspectAsync($"vpnmesh/{name}:{Tag}");
        Assert.SkipUnless(image is not null, "deploy/images/build --tag test has not been run.");
        var part = Part.All.Single(one => one.Name == name);
        var config = image["Config"]!;
        config["User"]!.GetValue<string>().ShouldBe("1654");
        config["Entrypoint"]!.ToJsonString().ShouldBe($$"""["dotnet","/app/{{part.Program}}.dll"]""");
        config["Healthcheck"]!["Test"]!.ToJsonString().ShouldBe($$"""["CMD","dotnet","/app/{{part.Program}}.dll","--HEALTH","ready"]""");
        config["ExposedPorts"]!.AsObject().Select(port => port.Key).Order().ShouldBe(new[] { $"{part.Port}/tcp", "9090/tcp" }.Order());
        config["Env"]!.AsArray().Select(setting => setting!.GetValue<string>()).ShouldContain($"VPNMESH_URLS=http://*:{part.Port}");
        image["Size"]!.GetValue<long>().ShouldBeLessThan(Limit);
    }

    private static async Task<JsonNode?> InspectAsync(string image)
    {
        using var process = Process.Start(new ProcessStartInfo("docker", ["image", "inspect", image]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0 ? JsonNode.Parse(text)![0] : null;
    }
}
