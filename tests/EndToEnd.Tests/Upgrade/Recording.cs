using VpnMesh.EndToEnd.Tests.Backup;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.EndToEnd.Tests.Upgrade;

/// <summary>
/// Records a release for the tests of the next one; see the head of <c>tests/upgrade</c>. VPNMESH_PUBLISHED names the folder with its programs.
/// </summary>
[Trait("Runs", "apart")]
public sealed class Recording
{
    [Fact(Explicit = true)]
    public async Task Record_this_release_on_PostgreSQL()
    {
        await using var system = new SeparateOnPostgres();
        await RecordAsync(system, "postgres");
        var databases = DeployScript.Databases(system).Chunk(2).Where(pair => HasStore(system, pair[1])).SelectMany(pair => pair);
        await BackupAsync("postgres", [.. databases, "--data", system.DataFolder], system.Server.Tools);
    }

    [Fact(Explicit = true)]
    public async Task Record_this_release_on_SQLite()
    {
        await using var system = new EmbeddedSystem();
        await RecordAsync(system, "sqlite");
        await BackupAsync("sqlite", ["--data", system.DataFolder]);
    }

    private static async Task RecordAsync(MeshSystem system, string shape)
    {
        MixedResources.Set(system);
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var resources = await MixedResources.CreateAsync(system, api);
        await RecordedRelease.WriteAsync(shape, system.Admin, api, resources);
        await system.StopAsync();
    }

    private static async Task BackupAsync(string shape, IEnumerable<string> what, string tools = "")
    {
        File.Delete(RecordedRelease.Archive(shape));
        await DeployScript.RunAsync("backup", ["--to", RecordedRelease.Archive(shape), .. what, "--with-keys"], tools);
    }

    // Parts that the release does not have left their database empty.
    private static bool HasStore(SeparateOnPostgres system, string database)
    {
        var part = database.Split('=')[0];
        var program = part == "identity" ? "Edge" : string.Concat(part.Split('-').Select(word => word == "p2c" ? "P2C" : char.ToUpperInvariant(word[0]) + word[1..]));
        return string.IsNullOrEmpty(system.Programs) || File.Exists(Path.Combine(system.Programs, $"VpnMesh.{program}.dll"));
    }
}
