using System.Collections.Concurrent;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;

namespace VpnMesh.P2C.Tests.ClientCaCertificates;

/// <summary>Limits and counters while many change one server at once.</summary>
public sealed class ClientCaCertificateConcurrencyTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const int Calls = 32;
    private const int Most = 10;

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_parallel_imports_ten_are_taken_and_parallel_deletions_free_their_places(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var serverId = await system.InsertServerAsync(caller);
        var pems = Enumerable.Range(0, Calls).Select(_ => CaCertificates.Pem()).ToArray();
        var ids = new ConcurrentBag<string>();

        var imports = await OutcomesAsync(pems.Select(pem => ImportAsync(system, caller, serverId, pem, ids)));

        imports.ShouldBe(new Dictionary<string, int> { ["done"] = Most, ["VPN.1111"] = Calls - Most }, ignoreOrder: true);
        (await system.CertificatesOfAsync(serverId)).ShouldBe((Most, Most, 1 + Most));

        var all = ids.ToArray();
        var deletions = await OutcomesAsync(Enumerable.Range(0, Calls).Select(number => system.DeleteAsync(caller, serverId, all[number % Most])));

        deletions.ShouldBe(new Dictionary<string, int> { ["done"] = Most, ["VPN.1115"] = Calls - Most }, ignoreOrder: true);
        (await system.CertificatesOfAsync(serverId)).ShouldBe((0, 0, 1 + (2 * Most)));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_counter_is_exact_while_some_import_and_some_delete(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var serverId = await system.InsertServerAsync(caller);
        var present = new ConcurrentBag<string>();
        await OutcomesAsync(Enumerable.Range(0, Most).Select(_ => ImportAsync(system, caller, serverId, CaCertificates.Pem(), present)));
        var pems = Enumerable.Range(0, Calls - Most).Select(_ => CaCertificates.Pem()).ToArray();

        var imports = pems.Select(pem => ImportAsync(system, caller, serverId, pem, []));
        var outcomes = await OutcomesAsync([.. imports, .. present.ToArray().Select(id => system.DeleteAsync(caller, serverId, id))]);

        var imported = outcomes["done"] - Most;
        (outcomes.GetValueOrDefault("VPN.1111") + imported).ShouldBe(pems.Length);
        imported.ShouldBeInRange(0, Most);
        (await system.CertificatesOfAsync(serverId)).ShouldBe((imported, imported, 1 + Most + outcomes["done"]));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_parallel_imports_of_one_certificate_one_is_taken(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var serverId = await system.InsertServerAsync(caller);
        var pem = CaCertificates.Pem();

        var imports = await OutcomesAsync(Enumerable.Range(0, Calls).Select(_ => ImportAsync(system, caller, serverId, pem, [])));

        imports.ShouldBe(new Dictionary<string, int> { ["done"] = 1, ["VPN.0077"] = Calls - 1 }, ignoreOrder: true);
        (await system.CertificatesOfAsync(serverId)).ShouldBe((1, 1, 2));
    }

    private static async Task ImportAsync(TestSystem system, CallerContext caller, string serverId, string pem, ConcurrentBag<string> ids) =>
        ids.Add(await system.ImportAsync(caller, ClientCaActions.Import(serverId, pem)));

    /// <summary>How many calls ended in which way.</summary>
    private static async Task<Dictionary<string, int>> OutcomesAsync(IEnumerable<Task> calls)
    {
        var outcomes = await Task.WhenAll(calls.Select(OutcomeAsync));
        return outcomes.CountBy(outcome => outcome).ToDictionary();
    }

    private static async Task<string> OutcomeAsync(Task call)
    {
        try
        {
            await call;
            return "done";
        }
        catch (RpcException refusal)
        {
            return refusal.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason ?? refusal.Status.ToString();
        }
    }
}
