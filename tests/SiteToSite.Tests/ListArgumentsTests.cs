namespace VpnMesh.SiteToSite.Tests;

/// <summary>Both databases take a list wherever a statement says IN.</summary>
public sealed class ListArgumentsTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_list_of_any_kind_is_taken(string dialect)
    {
        var system = await systems[dialect];
        IReadOnlyCollection<string> collection = [.. Enumerable.Range(1, 2).Select(number => $"{number}")];
        foreach (var list in new IEnumerable<string>[] { ["1", "2"], collection.ToArray(), collection.ToList(), collection })
        {
            (await system.QueryAsync<long>("SELECT COUNT(*) FROM vpn_gateway WHERE id IN @list AND name IN @list", new { list })).ShouldBe([0]);
        }
        (await system.QueryAsync<long>("SELECT COUNT(*) FROM vpn_gateway WHERE generation IN @none", new { none = Array.Empty<long>() })).ShouldBe([0]);
    }
}
