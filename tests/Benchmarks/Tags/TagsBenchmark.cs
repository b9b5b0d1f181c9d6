using System.Diagnostics;
using System.Text.Json.Nodes;
using Npgsql;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.Benchmarks.Tags;

/// <summary>
/// A filter by two tags over the resources of one project among a million tagged resources of other projects, against the same filter among
/// ten thousand; and how long it takes to copy the resources of the project from their owner.
/// </summary>
internal static class TagsBenchmark
{
    private const double Demanded = 2;
    private const int OfProject = 1_000;
    private const int Calls = 300;

    // Of a thousand resources every 7th has the one tag and every 5th the other.
    private const int Found = 28;

    public static async Task<int> RunAsync()
    {
        await using var system = new SeparateOnPostgres();
        system.Extra["RATE_LIMIT"] = "1000000";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        await using var owner = NpgsqlDataSource.Create(system.Databases["SITE_TO_SITE"]);
        await using var governance = NpgsqlDataSource.Create(system.Databases["GOVERNANCE"]);
        await FillOwnerAsync(owner, OfProject, $"'{system.Admin.ProjectId}'");
        var copied = Stopwatch.StartNew();
        await FilterAsync(api);
        copied.Stop();
        await FillAsync(owner, governance, 10_000 - OfProject, projects: 50);
        await MedianAsync(api);
        var few = await MedianAsync(api);
        await FillAsync(owner, governance, 990_000, projects: 5000);
        await MedianAsync(api);
        var many = await MedianAsync(api);
        Console.WriteLine($"tags: the {OfProject} resources of a project copied and filtered in {copied.Elapsed.TotalMilliseconds:F0} ms");
        var times = $"{few:F2} ms among 10,000, {many:F2} ms among 1,000,000";
        Console.WriteLine($"tags: a filter by two tags in {times}: {many / few:F2} times (demanded: at most {Demanded})");
        return many / few <= Demanded ? 0 : 1;
    }

    private static async Task<double> MedianAsync(ApiClient api)
    {
        var times = new List<double>();
        for (var call = 0; call < Calls; call++)
        {
            var watch = Stopwatch.StartNew();
            await FilterAsync(api);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return times.Order().ElementAt(Calls / 2);
    }

    private static async Task FilterAsync(ApiClient api)
    {
        var body = JsonNode.Parse("""{"tags":[{"key":"owner","values":["owner-0","nobody"]},{"key":"stage","values":["stage-0"]}]}""")!;
        var answer = await api.PostAsync("/customer-gateway/resource-instances/filter", body);
        if (answer.Json!["total_count"]?.GetValue<int>() != Found)
        {
            throw new InvalidOperationException($"The filter does not find what it should: {answer.Json.ToJsonString()}");
        }
    }

    private static async Task FillAsync(NpgsqlDataSource owner, NpgsqlDataSource governance, int count, int projects)
    {
        var project = $"md5((number % {projects})::text)";
        await FillOwnerAsync(owner, count, project);
        await ExecuteAsync(
            governance,
            $"""
            CREATE TEMP TABLE filled AS
            SELECT gen_random_uuid()::text AS id, number, {project} AS project_id FROM generate_series(1, {count}) AS number;
            INSERT INTO governance.tagged_resource (project_id, resource_type, resource_id, name, enterprise_project_id, created_at, version, tags)
            SELECT project_id, 'customer_gateway', id, 'cgw-' || number, '', number, 1, {Tags} FROM filled;
            INSERT INTO governance.resource_tag (project_id, resource_type, resource_id, tag_key, tag_value, created_at)
            SELECT project_id, 'customer_gateway', id, 'owner', 'owner-' || number % 7, number FROM filled
            UNION ALL SELECT project_id, 'customer_gateway', id, 'stage', 'stage-' || number % 5, number FROM filled;
            DROP TABLE filled;
            ANALYZE governance.tagged_resource;
            ANALYZE governance.resource_tag;
            """);
    }

    private const string Tags =
        """'[{"Key":"owner","Value":"owner-' || number % 7 || '"},{"Key":"stage","Value":"stage-' || number % 5 || '"}]'""";

    private static Task FillOwnerAsync(NpgsqlDataSource owner, int count, string project) => ExecuteAsync(
        owner,
        $"""
        CREATE TEMP TABLE filled AS
        SELECT gen_random_uuid()::text AS id, number, {project} AS project_id FROM generate_series(1, {count}) AS number;
        INSERT INTO site_to_site.customer_gateway (id, project_id, name, id_type, id_value, tags, created_at, updated_at, generation)
        SELECT id, project_id, 'cgw-' || number, 'ip', '198.51.100.9', {Tags}, number, number, 1 FROM filled;
        INSERT INTO site_to_site.tagged_resource_change (project_id, resource_type, resource_id, change, version)
        SELECT project_id, 'customer_gateway', id, 0, 1 FROM filled;
        DROP TABLE filled;
        ANALYZE site_to_site.customer_gateway;
        ANALYZE site_to_site.tagged_resource_change;
        """);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 1200;
        await command.ExecuteNonQueryAsync();
    }
}
