using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>Uses the secrets of a point-to-cloud gateway wherever one can be sent, rightly and wrongly.</summary>
/// <param name="system">The system.</param>
/// <param name="api">Its administrator.</param>
/// <param name="answers">Where all answers are kept.</param>
internal sealed class ClientVpnSecrets(MeshSystem system, ApiClient api, StringBuilder answers)
{
    /// <summary>In no answer, not even in the profile of a client, and nowhere else; the service's own keys have it too.</summary>
    public const string PrivateKeyLabel = "PRIVATE KEY-----";

    /// <summary>Of a user whose passwords are used.</summary>
    public const string UserName = "marble-user";

    private readonly List<byte[]> _keys = [OfEveryServiceKey()];

    public IReadOnlyList<string> Passwords { get; } = [.. Enumerable.Range(0, 12).Select(_ => "Vpn1-" + RandomNumberGenerator.GetHexString(24))];

    /// <summary>The numbers that private keys are, without what they are wrapped in, and what the service's own keys have in common.</summary>
    public IReadOnlyList<byte[]> Keys => _keys;

    public async Task UseAsync()
    {
        var gateway = await api.CreateP2cGatewayAsync();
        await RegisterAsync();
        // First with a certificate that the service signs, then with one of the store.
        var server = await api.CreateServerAsync(gateway);
        var change = new JsonObject { ["server_certificate"] = new JsonObject { ["id"] = "pkcs1" } };
        await SendAsync(HttpMethod.Put, server, new() { ["vpn_server"] = change }, HttpStatusCode.OK);
        await api.UntilServerActiveAsync(gateway);
        await SendAsync(HttpMethod.Post, $"{server}/client-config/export", [], HttpStatusCode.OK);
        await SendAsync(HttpMethod.Get, $"/p2c-vpn-gateways/{gateway}/vpn-servers", null, HttpStatusCode.OK);
        await ImportAsync(server);
        await SignInAsync(server, await ChangePasswordsAsync(server));
    }

    private async Task RegisterAsync()
    {
        var mine = Certificates.Rsa(api.Project, "pkcs1");
        foreach (var certificate in new[] { mine, Certificates.Rsa(api.Project, "pkcs8", pkcs8: true), Certificates.OfCurve(api.Project, "sec1") })
        {
            Watch(certificate.PrivateKey);
            await Administration.RegisterAsync(system, certificate);
        }
        var wrong = Certificates.Rsa(api.Project, "wrong");
        Watch(wrong.PrivateKey);
        wrong.Certificate = mine.Certificate;
        var refusal = await Should.ThrowAsync<RpcException>(() => Administration.RegisterAsync(system, wrong));
        answers.AppendLine(refusal.ToString());
    }

    // People paste the whole file, or the wrong one.
    private async Task ImportAsync(string server)
    {
        var key = Certificates.Rsa(api.Project, "").PrivateKey;
        Watch(key);
        var path = $"{server}/client-ca-certificates";
        await SendAsync(HttpMethod.Post, path, Ca($"{Certificates.Ca("whole-file")}\n{key}"), HttpStatusCode.Created);
        await SendAsync(HttpMethod.Post, path, Ca(key), HttpStatusCode.BadRequest);
        await SendAsync(HttpMethod.Get, "/vpn-servers", null, HttpStatusCode.OK);
    }

    private async Task<string> ChangePasswordsAsync(string server)
    {
        var (users, token) = ($"{server}/users", Guid.CreateVersion7().ToString());
        var created = await SendAsync(HttpMethod.Post, users, User(UserName, 0), HttpStatusCode.Created, token);
        var user = $"{users}/{created["user"]!["id"]!.GetValue<string>()}";
        await SendAsync(HttpMethod.Post, users, User("basalt-user", 1), HttpStatusCode.BadRequest, token);
        await SendAsync(HttpMethod.Post, users, User("no name", 1), HttpStatusCode.BadRequest);
        await SendAsync(HttpMethod.Post, $"{users}/batch-create", Batch(("user1", 2), ("user2", 3)), HttpStatusCode.Created);
        // The first is there already: the answer shows what was sent of both.
        await SendAsync(HttpMethod.Post, $"{users}/batch-create", Batch((UserName, 4), ("user3", 5)), HttpStatusCode.Created);
        await SendAsync(HttpMethod.Put, $"{user}/password", Change(Passwords[0], Passwords[6]), HttpStatusCode.OK);
        await SendAsync(HttpMethod.Put, $"{user}/password", Change(Passwords[7], Passwords[8]), HttpStatusCode.BadRequest);
        await SendAsync(HttpMethod.Post, $"{user}/reset-password", new() { ["new_password"] = Passwords[9] }, HttpStatusCode.OK);
        await SendAsync(HttpMethod.Post, $"{user}/reset-password", new() { ["new_password"] = Passwords[10] + "\u00e9" }, HttpStatusCode.BadRequest);
        var broken = await api.SendAsync(HttpMethod.Post, users, $$$"""{"user":{"name":"user4","password":"{{{Passwords[11]}}}"}""");
        broken.Status.ShouldBe(HttpStatusCode.BadRequest);
        answers.AppendLine(broken.Json!.ToJsonString());
        await SendAsync(HttpMethod.Get, user, null, HttpStatusCode.OK);
        return server.Split('/')[^1];
    }

    private async Task SignInAsync(string server, string serverId)
    {
        (await Administration.CheckPasswordAsync(system, serverId, UserName, Passwords[9])).ShouldBeTrue();
        (await Administration.CheckPasswordAsync(system, serverId, UserName, Passwords[8])).ShouldBeFalse();
        await SendAsync(HttpMethod.Get, $"{server}/users", null, HttpStatusCode.OK);
    }

    private void Watch(string pem)
    {
        var key = pem.Contains("BEGIN EC", StringComparison.Ordinal) ? OfCurve(pem) : OfRsa(pem);
        // The search itself works: it finds the key in the text that is sent.
        new Written("what was sent", Encoding.UTF8.GetBytes(pem)).HoldsPartOf(key).ShouldBeTrue();
        _keys.Add(key);
    }

    private static byte[] OfRsa(string pem)
    {
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        return key.ExportParameters(includePrivateParameters: true).D!;
    }

    private static byte[] OfCurve(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key.ExportParameters(includePrivateParameters: true).D!;
    }

    /// <summary>What stands before the number in every private key that the service makes, and in no certificate.</summary>
    private static byte[] OfEveryServiceKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encoded = key.ExportPkcs8PrivateKey();
        var number = encoded.AsSpan().IndexOf(key.ExportParameters(includePrivateParameters: true).D);
        return encoded[(number - 16)..number];
    }

    private JsonObject User(string name, int password) => new() { ["user"] = ClientVpnSteps.User(name, Passwords[password]) };

    private JsonObject Batch(params (string Name, int Password)[] users) =>
        new() { ["users"] = new JsonArray([.. users.Select(user => ClientVpnSteps.User(user.Name, Passwords[user.Password]))]) };

    private static JsonObject Change(string from, string to) => new() { ["old_password"] = from, ["new_password"] = to };

    private static JsonObject Ca(string content) => new() { ["client_ca_certificate"] = new JsonObject { ["content"] = content } };

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject? body, HttpStatusCode expected, string? token = null)
    {
        var answer = await api.SendAsync(method, path, body?.ToJsonString(), clientToken: token);
        answer.Status.ShouldBe(expected, $"{method} {path}: {answer.Error}");
        answers.AppendLine(answer.Json!.ToJsonString());
        return answer.Json!;
    }
}
