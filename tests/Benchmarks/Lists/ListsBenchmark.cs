using System.Diagnostics;
using Npgsql;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.Benchmarks.Lists;

/// <summary>A page of 200 gateways of one project among a million of other projects, against the same page among a thousand.</summary>
internal static class ListsBenchmark
{
    private const double Demanded = 1.5;
    private const int Page = 200;
    private const int Calls = 300;

    public static async Task<int> RunAsync()
    {
        await using var system = new SeparateOnPostgres();
        system.Extra["RATE_LIMIT"] = "1000000";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        await api.PostAsync("/vpn-gateways", Bodies.NewEips("vpngw-bench"));
        await using var source = NpgsqlDataSource.Create(system.Databases["SITE_TO_SITE"]);
        await CopyAsync(source, Page - 1, $"'{system.Admin.ProjectId}'");
        await CopyAsync(source, 1_000, "md5((number % 50)::text)");
        await MedianAsync(api);
        var few = await MedianAsync(api);
        await CopyAsync(source, 999_000, "md5((number % 5000)::text)");
        await MedianAsync(api);
        var many = await MedianAsync(api);
        Console.WriteLine($"lists: a page of {Page} in {few:F2} ms among 1,000, {many:F2} ms among 1,000,000: {many / few:F2} times (demanded: at most {Demanded})");
        return many / few <= Demanded ? 0 : 1;
    }

    private static async Task<double> MedianAsync(ApiClient api)
    {
        var times = new List<double>();
        for (var call = 0; call < Calls; call++)
        {
            var watch = Stopwatch.StartNew();
            var answer = await api.GetAsync("/vpn-gateways");
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (answer.Json!["vpn_gateways"]!.AsArray().Count != Page)
            {
                throw new InvalidOperationException("The page does not have the gateways that it should.");
            }
        }
        return times.Order().ElementAt(Calls / 2);
    }

    /// <summary>Copies the one gateway that was created, under other ids and projects.</summary>
    private static async Task CopyAsync(NpgsqlDataSource source, int count, string project)
    {
        await using var columns = source.CreateCommand(
            """
            SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
            WHERE table_schema = 'site_to_site' AND table_name = 'vpn_gateway' AND column_name NOT IN ('id', 'project_id')
            """);
        var names = (string)(await columns.ExecuteScalarAsync())!;
        await using var copy = source.CreateCommand(
            $"""
            INSERT INTO site_to_site.vpn_gateway (id, project_id, {names})
            SELECT gen_random_uuid()::text, {project}, {names}
            FROM (SELECT * FROM site_to_site.vpn_gateway LIMIT 1) AS original, generate_series(1, {count}) AS number;
            ANALYZE site_to_site.vpn_gateway;
            """);
        copy.CommandTimeout = 600;
        await copy.ExecuteNonQueryAsync();
    }
}
