using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Backup;

/// <summary>A backup of a running system, restored where nothing is but the programs.</summary>
public sealed class RestoreTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TempFolder _folder = new();

    private string Archive => Path.Combine(_folder.Path, "mesh.tar.gz");

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Runs", "apart")]
    public async Task Parts_on_PostgreSQL_answer_from_another_server_as_before_byte_for_byte()
    {
        await using var old = new SeparateOnPostgres();
        MixedResources.Set(old);
        await old.StartAsync();
        using var api = new ApiClient(old, old.Admin);
        var resources = await MixedResources.CreateAsync(old, api);
        var before = await Reads.AllAsync(api, resources);
        await DeployScript.RunAsync(
            "backup", ["--to", Archive, .. DeployScript.Databases(old), .. Data(old), "--with-keys"], old.Server.Tools);
        await old.StopAsync();

        await using var server = new PostgresServer();
        await using var restored = new SeparateOnPostgres { Server = server, Admin = old.Admin };
        MixedResources.Set(restored);
        await restored.PrepareProcessesAsync();
        await DeployScript.RunAsync("restore", ["--from", Archive, .. DeployScript.Databases(restored), .. Data(restored)], server.Tools);
        await restored.StartAsync();
        using var again = new ApiClient(restored, old.Admin);
        await SameAsync(again, resources, before);

        // Places in the order of changes were those of the other server.
        var gateway = resources.Ids["vgw_id"][0];
        var tags = JsonNode.Parse("""{"tags":[{"key":"after","value":"the restore"}]}""")!;
        (await again.PostAsync($"/vpn-gateway/{gateway}/tags/create", tags)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await again.GetAsync($"/vpn-gateway/{gateway}/tags")).Text.ShouldContain("the restore");
        // And what was sealed is open: the connection comes to rest with its key.
        await again.UntilActiveAsync(await again.CreateGatewayAsync(Bodies.NewEips("vpngw-after")));
    }

    /// <summary>Of stores that were not copied at the same moment the owners' are right, and the others follow.</summary>
    [Fact]
    public async Task One_process_answers_from_another_folder_as_before_and_quotas_and_tags_follow_their_owners()
    {
        await using var old = new EmbeddedSystem();
        MixedResources.Set(old);
        await old.StartAsync();
        using var api = new ApiClient(old, old.Admin);
        var resources = await MixedResources.CreateAsync(old, api);
        var deletedLater = await resources.AddGatewayAsync("vpngw-deleted-later");
        await api.UntilActiveAsync(deletedLater);
        var before = await Reads.AllAsync(api, resources);
        await DeployScript.RunAsync("backup", ["--to", Archive, .. Data(old), "--with-keys"]);
        await api.DeleteGatewayAsync(deletedLater);
        await api.CreateGatewayAsync(Bodies.NewEips("vpngw-created-later"));
        await api.CreateGatewayAsync(Bodies.Private());
        var gateway = resources.Ids["vgw_id"][0];
        await api.PostAsync($"/vpn-gateway/{gateway}/tags/create", JsonNode.Parse("""{"tags":[{"key":"later","value":"1"}]}""")!);
        (await api.GetAsync($"/vpn-gateway/{gateway}/tags")).Text.ShouldContain("later");
        var later = Path.Combine(_folder.Path, "later.tar.gz");
        await DeployScript.RunAsync("backup", ["--to", later, .. Data(old), "--with-keys"]);
        await old.StopAsync();

        await using var restored = new EmbeddedSystem { Admin = old.Admin };
        MixedResources.Set(restored);
        restored.Extra["RESERVATION_LIFETIME"] = "1";
        restored.Extra["QUOTA_CHECK_INTERVAL"] = "1";
        await DeployScript.RunAsync("restore", ["--from", Archive, .. Data(restored)]);
        await restored.StartAsync();
        using var again = new ApiClient(restored, old.Admin);
        await SameAsync(again, resources, before);

        // Governance alone from the later backup: as if the owners had been copied long before it.
        await restored.StopAsync();
        await UseGovernanceOfAsync(later, restored);
        await restored.StartAsync();
        await Eventually.Async(async () => await again.QuotaAsync("vpn_gateway") == resources.Ids["vgw_id"].Count, Patience);
        (await again.GetAsync($"/vpn-gateway/{gateway}/tags")).Text.ShouldNotContain("later");
    }

    [Fact]
    public async Task What_is_damaged_or_without_keys_or_would_be_overwritten_is_refused()
    {
        await using var system = new EmbeddedSystem();
        await system.StartAsync();
        await DeployScript.RunAsync("backup", ["--to", Archive, .. Data(system)]);
        await system.StopAsync();

        new FileInfo(Archive).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await RefusedAsync(Archive, Target("without-keys"), "keys.json is missing");
        File.Copy(Path.Combine(system.DataFolder, "keys.json"), Path.Combine(Target("without-keys"), "keys.json"));
        await DeployScript.RunAsync("restore", ["--from", Archive, "--data", Target("without-keys")]);
        await RefusedAsync(Archive, Target("without-keys"), "is there already");
        (await DeployScript.TryAsync("backup", ["--to", Archive, .. Data(system)])).Said.ShouldContain("is there already");
        var bytes = await File.ReadAllBytesAsync(Archive);
        bytes[bytes.Length / 2] ^= 1;
        var damaged = Path.Combine(_folder.Path, "damaged.tar.gz");
        await File.WriteAllBytesAsync(damaged, bytes);
        var (code, _) = await DeployScript.TryAsync("restore", ["--from", damaged, "--data", Target("of-damaged")]);
        code.ShouldNotBe(0);
        Directory.GetFiles(Target("of-damaged"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private async Task UseGovernanceOfAsync(string archive, EmbeddedSystem system)
    {
        await DeployScript.RunAsync("restore", ["--from", archive, "--data", Target("later")]);
        foreach (var file in Directory.GetFiles(system.DataFolder, "governance.db*"))
        {
            File.Delete(file);
        }
        File.Copy(Path.Combine(Target("later"), "governance.db"), Path.Combine(system.DataFolder, "governance.db"));
    }

    private static async Task RefusedAsync(string archive, string target, string says)
    {
        var (code, said) = await DeployScript.TryAsync("restore", ["--from", archive, "--data", target]);
        code.ShouldBe(1, said);
        said.ShouldContain(says);
    }

    private static async Task SameAsync(ApiClient api, MixedResources resources, SortedDictionary<string, string> before)
    {
        // Until agents have told what is up.
        SortedDictionary<string, string> after = [];
        try
        {
            await Eventually.Async(
                async () => (after = await Reads.AgainAsync(api, before.Keys, resources.Token)).SequenceEqual(before), Patience, TimeSpan.FromSeconds(1));
        }
        catch (TimeoutException) when (after.Count > 0)
        {
            after.Except(before).Select(answer => $"{answer.Key}\n was {before[answer.Key]}\n is  {answer.Value}").ShouldBeEmpty();
        }
    }

    private string Target(string name) => Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;

    private static string[] Data(MeshSystem system) => ["--data", system.DataFolder];
}
