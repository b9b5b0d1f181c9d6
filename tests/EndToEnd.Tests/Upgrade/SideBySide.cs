using System.Net;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Upgrade;

/// <summary>
/// The release before, of the folder VPNMESH_PREVIOUS, and this one on the same stores at the same time, as in the middle of a rollout. By
/// command (<c>tests/upgrade</c>), as it needs the programs of both.
/// </summary>
[Trait("Runs", "apart")]
public sealed class SideBySide
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact(Explicit = true)]
    public async Task Old_and_new_code_serve_the_same_stores_under_load_and_no_call_fails()
    {
        await using var old = new SeparateOnPostgres { Programs = Environment.GetEnvironmentVariable("VPNMESH_PREVIOUS") };
        MixedResources.Set(old);
        old.Extra["QUOTA_VPN_GATEWAY"] = "100000";
        await old.StartAsync();
        using var oldApi = new ApiClient(old, old.Admin);
        await using var present = old.Beside(programs: null);
        using var newApi = new ApiClient(present, old.Admin);
        using var over = new CancellationTokenSource();
        var failures = new List<string>();
        var byOld = Enumerable.Range(0, AtOnce).Select(_ => LoadAsync(oldApi, failures, over.Token)).ToArray();
        // It migrates under the load of the old one.
        await present.StartAsync();
        var byNew = Enumerable.Range(0, AtOnce).Select(_ => LoadAsync(newApi, failures, over.Token)).ToArray();
        await Eventually.Async(() => Volatile.Read(ref _made) >= 200, Patience);
        await over.CancelAsync();
        await Task.WhenAll([.. byOld, .. byNew]);

        failures.ShouldBeEmpty();
        // Both see the same, and what old code wrote after the migration is all there to the new: by tags too.
        var ids = (await oldApi.GetAsync("/vpn-gateways")).Json!["vpn_gateways"]!.AsArray().Select(gateway => gateway!["id"]!.GetValue<string>()).ToArray();
        (await newApi.GetAsync("/vpn-gateways")).Json!["vpn_gateways"]!.AsArray().Select(gateway => gateway!["id"]!.GetValue<string>()).ShouldBe(ids, ignoreOrder: true);
        (await newApi.QuotaAsync("vpn_gateway")).ShouldBe(ids.Length);
        var last = await oldApi.CreateGatewayAsync(Bodies.Private());
        await newApi.UntilActiveAsync(last);
        await Eventually.Async(async () => (await newApi.GetAsync($"/vpn-gateway/{last}/tags")).Status == HttpStatusCode.OK, Patience);
    }

    private static int _made;

    private static async Task LoadAsync(ApiClient api, List<string> failures, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var created = await api.PostAsync("/vpn-gateways", Bodies.Private());
            var id = created.Json?["vpn_gateway"]?["id"]?.GetValue<string>() ?? "";
            var shown = await api.GetAsync($"/vpn-gateways/{id}");
            var listed = await api.GetAsync("/vpn-gateways?limit=10");
            Note(failures, created, HttpStatusCode.Created);
            Note(failures, shown, HttpStatusCode.OK);
            Note(failures, listed, HttpStatusCode.OK);
            Interlocked.Increment(ref _made);
        }
    }

    private static void Note(List<string> failures, ApiAnswer answer, HttpStatusCode expected)
    {
        if (answer.Status != expected)
        {
            lock (failures)
            {
                failures.Add($"{(int)answer.Status} {answer.Text}");
            }
        }
    }
}
