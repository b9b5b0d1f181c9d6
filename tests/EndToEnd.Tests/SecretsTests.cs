using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>Secrets are searched for in everything that the system writes: its files, its stores, its output, its events, its answers.</summary>
public abstract class SecretsTests<TSystem>
    where TSystem : MeshSystem, new()
{
    /// <summary>Where stores are shown that are no files.</summary>
    protected const string Stores = "stores";

    [Fact]
    public async Task Keys_passwords_and_tokens_are_found_nowhere()
    {
        await using var system = new TSystem();
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var answers = new StringBuilder();
        var token = await UseAccountAsync(system, api, answers);
        var psks = Enumerable.Range(0, 6).Select(_ => "Psk1-" + RandomNumberGenerator.GetHexString(24)).ToArray();
        var gatewayId = await api.CreateGatewayAsync(Bodies.Private());
        var address = (await api.UntilActiveAsync(gatewayId))["access_private_ip_1"]!.GetValue<string>();
        var customer = await SendAsync(HttpMethod.Post, "/customer-gateways", Body("customer_gateway", new() { ["id_value"] = "198.51.100.21" }), HttpStatusCode.Created);
        var cgwId = customer["customer_gateway"]!["id"]!.GetValue<string>();

        var created = await SendAsync(HttpMethod.Post, "/vpn-connection", Body("vpn_connection", Connection(psks[0])), HttpStatusCode.Created);
        var id = created["vpn_connection"]!["id"]!.GetValue<string>();
        var batch = new JsonObject { ["vpn_connections"] = new JsonArray(Connection(psks[1]), Connection(psks[2])) };
        await SendAsync(HttpMethod.Post, "/vpn-connections/batch-create", batch, HttpStatusCode.Created);
        await UntilDownAsync();
        await SendAsync(HttpMethod.Put, $"/vpn-connection/{id}", Body("vpn_connection", new() { ["psk"] = psks[3] }), HttpStatusCode.OK);
        await UntilDownAsync();
        // Wrong calls with a secret in them are the likeliest to be echoed.
        var wrong = Connection(psks[4]);
        wrong["style"] = "none";
        await SendAsync(HttpMethod.Post, "/vpn-connection", Body("vpn_connection", wrong), HttpStatusCode.BadRequest);
        await SendAsync(HttpMethod.Put, $"/vpn-connection/{id}", Body("vpn_connection", new() { ["psk"] = psks[5] + " \"" }), HttpStatusCode.BadRequest);
        await SendAsync(HttpMethod.Get, "/vpn-connection", null, HttpStatusCode.OK);
        var privateKeys = await UploadAsync();
        var ofClients = new ClientVpnSecrets(system, api, answers);
        await ofClients.UseAsync();
        var written = await WrittenAsync(system, answers);

        written.ShouldHoldNone([system.Admin.SecretKey, system.Admin.Password, token]);
        written.ShouldHoldNone([.. psks, .. privateKeys, .. ofClients.Passwords, ClientVpnSecrets.PrivateKeyLabel]);
        written.ShouldHoldNone(ofClients.Keys);
        // The search itself works: what is no secret is found.
        written.Any(place => place.Holds(id)).ShouldBeTrue();
        written.Any(place => place.Holds(system.Admin.AccessKey)).ShouldBeTrue();
        written.Where(place => place.Where == Stores).ShouldAllBe(place => place.Holds(id) && place.Holds(ClientVpnSecrets.UserName));
        written.Any(place => place.Holds(ClientVpnSecrets.UserName)).ShouldBeTrue();

        JsonObject Connection(string psk) => new()
        {
            ["vgw_id"] = gatewayId,
            ["vgw_ip"] = address,
            ["cgw_id"] = cgwId,
            ["peer_subnets"] = new JsonArray("172.16.0.0/16"),
            ["psk"] = psk,
        };

        Task UntilDownAsync() => Eventually.Async(async () => (await api.GetAsync("/vpn-connection")).Json!["vpn_connections"]!.AsArray()
            .All(connection => connection!["status"]!.GetValue<string>() == "DOWN"));

        // Of each key the lines between its first and its last, which are its text.
        async Task<string[]> UploadAsync()
        {
            var gm = Bodies.Private();
            gm["vpn_gateway"]!["flavor"] = "GM";
            var gmId = await api.CreateGatewayAsync(gm);
            await api.UntilActiveAsync(gmId);
            var texts = new[] { GmCertificates.Texts(), GmCertificates.Texts() };
            var path = $"/vpn-gateways/{gmId}/certificate";
            var uploaded = await SendAsync(HttpMethod.Post, path, Certificate(texts[0]), HttpStatusCode.Created);
            var certificateId = uploaded["certificate"]!["id"]!.GetValue<string>();
            await SendAsync(HttpMethod.Put, $"{path}/{certificateId}", Certificate(texts[1]), HttpStatusCode.OK);
            return [.. texts.SelectMany(text => new[] { text.PrivateKey, text.EncPrivateKey }).SelectMany(key => key.Split('\n')[1..^1])];
        }

        async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject? body, HttpStatusCode expected)
        {
            var answer = await api.SendAsync(method, path, body?.ToJsonString());
            answer.Status.ShouldBe(expected, answer.Json?.ToJsonString());
            answers.AppendLine(answer.Json!.ToJsonString());
            return answer.Json!;
        }
    }

    /// <summary>Uses the administrator's password and keys; the token that was got with them.</summary>
    private static async Task<string> UseAccountAsync(TSystem system, ApiClient api, StringBuilder answers)
    {
        var token = await Administration.TokenAsync(system, system.Admin.ProjectId);
        foreach (var path in new[] { "/v3/users", "/v3/projects", "/v3/auth/domains" })
        {
            answers.AppendLine((await api.GetAsync(path)).Json!.ToJsonString());
        }
        // A wrong call with a secret in it is the likeliest to be echoed.
        var user = new JsonObject { ["name"] = "x", ["password"] = system.Admin.Password };
        var wrong = new JsonObject { ["methods"] = new JsonArray("password"), ["password"] = new JsonObject { ["user"] = user } };
        var refused = await api.PostAsync("/v3/auth/tokens", new JsonObject { ["auth"] = new JsonObject { ["identity"] = wrong } });
        answers.AppendLine(refused.Json!.ToJsonString());
        return token;
    }

    /// <summary>Every row of the stores that are no files, as the server itself writes it.</summary>
    protected virtual Task<IReadOnlyList<Written>> DumpAsync(TSystem system) =>
        Task.FromResult<IReadOnlyList<Written>>([]);

    private static JsonObject Body(string root, JsonObject content) => new() { [root] = content };

    private static JsonObject Certificate(NewVpnGatewayCertificate texts) => Body("certificate", new()
    {
        ["certificate"] = texts.Certificate,
        ["private_key"] = texts.PrivateKey,
        ["certificate_chain"] = texts.CertificateChain,
        ["enc_certificate"] = texts.EncCertificate,
        ["enc_private_key"] = texts.EncPrivateKey,
    });

    /// <summary>All that the system has written, first as it runs (logs that are written ahead go when it stops) and then stopped.</summary>
    private async Task<IReadOnlyCollection<Written>> WrittenAsync(MeshSystem system, StringBuilder answers)
    {
        var written = system.Files().Where(IsRegular).Select(Read).ToList();
        written.AddRange(await DumpAsync((TSystem)system));
        written.Add(Text("events", string.Join('\n', system.Events())));
        await system.StopAsync();
        written.AddRange(system.Files().Where(IsRegular).Select(Read));
        written.Add(Text("output", string.Join('\n', system.Output)));
        written.Add(Text("answers", answers.ToString()));
        written.Count.ShouldBeGreaterThan(5);
        return written;
    }

    private static bool IsRegular(string path) => !path.EndsWith(".sock", StringComparison.Ordinal);

    private static Written Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return new Written(path, copy.ToArray());
    }

    protected static Written Text(string where, string text) => new(where, Encoding.UTF8.GetBytes(text));
}

public sealed class EmbeddedSecretsTests : SecretsTests<EmbeddedSystem>;

[Trait("Runs", "apart")]
public sealed class SeparateOnPostgresSecretsTests : SecretsTests<SeparateOnPostgres>
{
    private const string Tables =
        """
        SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables
        WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
        """;

    protected override async Task<IReadOnlyList<Written>> DumpAsync(SeparateOnPostgres system)
    {
        var dump = new StringBuilder();
        foreach (var connectionString in system.Databases.Values)
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            foreach (var table in await RowsAsync(source, Tables))
            {
                dump.AppendJoin('\n', await RowsAsync(source, $"SELECT row::text FROM {table} AS row")).AppendLine();
            }
        }
        return [Text(Stores, dump.ToString())];
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }
        return rows;
    }
}
