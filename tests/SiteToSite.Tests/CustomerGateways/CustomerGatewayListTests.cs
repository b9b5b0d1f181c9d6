using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.CustomerGateways;

public sealed class CustomerGatewayListTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_newest_comes_first_and_shows_its_certificate(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        CustomerGateway[] created =
        [
            await system.CreateAsync(caller, CustomerGatewayActions.Example()),
            await system.CreateAsync(caller, CustomerGatewayActions.With(TestCertificates.Rsa())),
            await system.CreateAsync(caller, CustomerGatewayActions.Example()),
        ];
        for (var age = 0; age < created.Length; age++)
        {
            var gateway = created[^(age + 1)];
            await system.ExecuteAsync("UPDATE customer_gateway SET created_at = created_at - @seconds WHERE id = @Id", new { seconds = age * 1000, gateway.Id });
        }

        var listed = (await system.ListAsync(caller, new ListCgwsRequest())).CustomerGateways;

        listed.Select(gateway => gateway.Id).ShouldBe(created.Reverse().Select(gateway => gateway.Id));
        listed.Select(gateway => gateway.CaCertificate).ShouldBe([null, created[1].CaCertificate, null]);
        created[1].CaCertificate.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("sqlite", null)]
    [InlineData("sqlite", 200L)]
    [InlineData("postgres", null)]
    public async Task A_full_page_has_200_and_leads_to_the_rest(string dialect, long? limit)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        await system.CreateAsync(caller, CustomerGatewayActions.Example());
        await AddCopiesAsync(system, caller.ProjectId, 200);
        var request = new ListCgwsRequest();
        if (limit is { } given)
        {
            request.Limit = given;
        }

        var first = await system.ListAsync(caller, request);
        request.Marker = first.PageInfo.NextMarker;
        var second = await system.ListAsync(caller, request);

        new[] { first, second }.Select(page => (page.CustomerGateways.Count, page.PageInfo.CurrentCount, page.TotalCount)).ShouldBe([(200, 200, 201), (1, 1, 201)]);
        first.PageInfo.NextMarker.ShouldMatch(@"\A[^+&#%\s]+\z");
        second.PageInfo.HasNextMarker.ShouldBeFalse();
        first.CustomerGateways.Concat(second.CustomerGateways).Select(gateway => gateway.Id).Distinct().Count().ShouldBe(201);
    }

    // Straight into the store, which is quicker and asks for no quota.
    private static Task<int> AddCopiesAsync(TestSystem system, string projectId, int count) => system.ExecuteAsync(
        """
        WITH RECURSIVE copy (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM copy WHERE i < @count)
        INSERT INTO customer_gateway (id, project_id, name, id_type, id_value, tags, created_at, updated_at, generation)
        SELECT SUBSTR(id, 1, 24) || CAST(100000000000 + i AS TEXT), project_id, name, id_type, id_value, tags, created_at - i, updated_at, generation
        FROM customer_gateway, copy WHERE project_id = @projectId
        """,
        new { projectId, count });
}
