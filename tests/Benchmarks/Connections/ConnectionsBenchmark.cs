using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.Benchmarks.Connections;

/// <summary>Listing, showing and creating connections in a project that has 100,000 of them, against one that has 1,000.</summary>
internal static class ConnectionsBenchmark
{
    private const double Demanded = 1.5;
    private const int Page = 200;
    private const int Calls = 150;
    private const int PerGateway = 200;

    public static async Task<int> RunAsync()
    {
        await using var system = new SeparateOnPostgres();
        system.Extra["RATE_LIMIT"] = "1000000";
        system.Extra["QUOTA_VPN_CONNECTION"] = "1000000";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        await using var source = NpgsqlDataSource.Create(system.Databases["SITE_TO_SITE"]);
        var customer = Id(await api.PostAsync("/customer-gateways", JsonNode.Parse("""{"customer_gateway":{"id_value":"198.51.100.77"}}""")!));
        var template = await GatewayAsync(api);
        var original = await CreateAsync(api, template, customer);
        await UntilAsync(api, $"/vpn-connection/{original}", "DOWN");

        await CopyAsync(source, template.Id, original, from: 1, to: 1_000 / PerGateway);
        await MeasureAsync(api, customer, original);
        var few = await MeasureAsync(api, customer, original);
        await CopyAsync(source, template.Id, original, from: (1_000 / PerGateway) + 1, to: 100_000 / PerGateway);
        await MeasureAsync(api, customer, original);
        var many = await MeasureAsync(api, customer, original);

        var worst = 0.0;
        foreach (var (name, before) in few)
        {
            var ratio = many[name] / before;
            worst = Math.Max(worst, ratio);
            Console.WriteLine($"connections: {name} in {before:F2} ms at 1,000, {many[name]:F2} ms at 100,000: {ratio:F2} times (demanded: at most {Demanded})");
        }
        return worst <= Demanded ? 0 : 1;
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(ApiClient api, string customer, string shown)
    {
        var gateway = await GatewayAsync(api);
        var marker = (await api.GetAsync($"/vpn-connection?limit={Page}")).Json!["page_info"]!["next_marker"]!.GetValue<string>();
        return new Dictionary<string, double>
        {
            ["first page"] = await MedianAsync(() => PageAsync(api, $"?limit={Page}")),
            ["later page"] = await MedianAsync(() => PageAsync(api, $"?limit={Page}&marker={Uri.EscapeDataString(marker)}")),
            ["show"] = await MedianAsync(async () => Require(await api.GetAsync($"/vpn-connection/{shown}"), HttpStatusCode.OK)),
            ["create"] = await MedianAsync(() => CreateAsync(api, gateway, customer)),
        };
    }

    private static async Task PageAsync(ApiClient api, string query)
    {
        var answer = await api.GetAsync("/vpn-connection" + query);
        Require(answer, HttpStatusCode.OK);
        if (answer.Json!["vpn_connections"]!.AsArray().Count != Page)
        {
            throw new InvalidOperationException("The page does not have the connections that it should.");
        }
    }

    private static async Task<(string Id, string Eip)> GatewayAsync(ApiClient api)
    {
        var id = Id(await api.PostAsync("/vpn-gateways", Bodies.NewEips("vpngw-bench")));
        var gateway = await UntilAsync(api, $"/vpn-gateways/{id}", "ACTIVE");
        return (id, gateway["eip1"]!["id"]!.GetValue<string>());
    }

    private static async Task<string> CreateAsync(ApiClient api, (string Id, string Eip) gateway, string customer)
    {
        var body = JsonNode.Parse(
            $$$"""
            {"vpn_connection":{"vgw_id":"{{{gateway.Id}}}","vgw_ip":"{{{gateway.Eip}}}","cgw_id":"{{{customer}}}",
             "peer_subnets":["10.9.0.0/24"],"psk":"Abcd-1234-efgh"}}
            """)!;
        return Id(await api.PostAsync("/vpn-connection", body));
    }

    private static async Task<JsonNode> UntilAsync(ApiClient api, string path, string status)
    {
        while (true)
        {
            var shown = (await api.GetAsync(path)).Json!.AsObject().First().Value!;
            if (shown["status"]!.GetValue<string>() == status)
            {
                return shown;
            }
            await Task.Delay(50);
        }
    }

    private static string Id(ApiAnswer answer)
    {
        Require(answer, HttpStatusCode.Created);
        return answer.Json!.AsObject().First().Value!["id"]!.GetValue<string>();
    }

    private static void Require(ApiAnswer answer, HttpStatusCode status)
    {
        if (answer.Status != status)
        {
            throw new InvalidOperationException(answer.Json?.ToJsonString());
        }
    }

    private static async Task<double> MedianAsync(Func<Task> call)
    {
        var times = new List<double>();
        for (var done = 0; done < Calls; done++)
        {
            var watch = Stopwatch.StartNew();
            await call();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return times.Order().ElementAt(Calls / 2);
    }

    /// <summary>Copies the gateway under other ids, and its connection <see cref="PerGateway"/> times to each of the copies.</summary>
    private static async Task CopyAsync(NpgsqlDataSource source, string gatewayId, string connectionId, int from, int to)
    {
        var gateway = await ColumnsAsync(source, "vpn_gateway", "id", "used_connection_number");
        var connection = await ColumnsAsync(source, "vpn_connection", "id", "vgw_id");
        await using var copy = source.CreateCommand(
            $"""
            INSERT INTO site_to_site.vpn_gateway (id, used_connection_number, {gateway})
            SELECT 'copy-' || number, {PerGateway}, {gateway} FROM site_to_site.vpn_gateway, generate_series({from}, {to}) AS number
            WHERE id = '{gatewayId}';
            INSERT INTO site_to_site.vpn_connection (id, vgw_id, {connection})
            SELECT gen_random_uuid()::text, 'copy-' || number, {connection}
            FROM site_to_site.vpn_connection, generate_series({from}, {to}) AS number, generate_series(1, {PerGateway}) AS place
            WHERE id = '{connectionId}';
            ANALYZE site_to_site.vpn_gateway;
            ANALYZE site_to_site.vpn_connection;
            """);
        copy.CommandTimeout = 600;
        await copy.ExecuteNonQueryAsync();
    }

    private static async Task<string> ColumnsAsync(NpgsqlDataSource source, string table, params string[] but)
    {
        await using var columns = source.CreateCommand(
            $"""
            SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
            WHERE table_schema = 'site_to_site' AND table_name = '{table}' AND column_name <> ALL ($1)
            """);
        columns.Parameters.AddWithValue(but);
        return (string)(await columns.ExecuteScalarAsync())!;
    }
}
