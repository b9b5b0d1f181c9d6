using Shouldly;
using VpnMesh.EndToEnd.Tests.Backup;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Upgrade;

/// <summary>The stores of the release before, as it left them, migrated by this one while it is being called.</summary>
public sealed class UpgradeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    [Trait("Runs", "apart")]
    public async Task Stores_of_the_release_before_on_PostgreSQL_answer_as_then()
    {
        await using var system = new SeparateOnPostgres { Admin = RecordedRelease.Read("postgres").TestKeys };
        MixedResources.Set(system);
        await system.PrepareProcessesAsync();
        await DeployScript.RunAsync(
            "restore",
            ["--from", RecordedRelease.Archive("postgres"), .. DeployScript.Databases(system), "--data", system.DataFolder],
            system.Server.Tools);
        await AnswersAsThenAsync(system, "postgres");
    }

    [Fact]
    public async Task Stores_of_the_release_before_on_SQLite_answer_as_then()
    {
        await using var system = new EmbeddedSystem { Admin = RecordedRelease.Read("sqlite").TestKeys };
        MixedResources.Set(system);
        await DeployScript.RunAsync("restore", ["--from", RecordedRelease.Archive("sqlite"), "--data", system.DataFolder]);
        await AnswersAsThenAsync(system, "sqlite");
    }

    private static async Task AnswersAsThenAsync(MeshSystem system, string shape)
    {
        await system.StartAsync();
        var recorded = RecordedRelease.Read(shape);
        recorded.Answers.Count.ShouldBeGreaterThan(30);
        using var api = new ApiClient(system, system.Admin);
        IReadOnlyList<string> differences = [];
        try
        {
            // Until agents have told what is up.
            await Eventually.Async(async () => (differences = await recorded.DifferencesAsync(api)).Count == 0, Patience, TimeSpan.FromSeconds(1));
        }
        catch (TimeoutException) when (differences.Count > 0)
        {
            differences.ShouldBeEmpty();
        }
        // What was there before counts, and there is room for more.
        var before = await api.QuotaAsync("vpn_gateway");
        await api.UntilActiveAsync(await api.CreateGatewayAsync(Bodies.NewEips("vpngw-after")));
        (await api.QuotaAsync("vpn_gateway")).ShouldBe(before + 1);
    }
}
