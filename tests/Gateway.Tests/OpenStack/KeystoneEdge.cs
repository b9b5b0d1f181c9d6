using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using VpnMesh.Edge;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Identity;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.OpenStack;

/// <summary>An edge whose callers are those of a real Keystone: one account with two projects, and some users. One for all tests.</summary>
public sealed class KeystoneEdge : IAsyncLifetime
{
    public const string Account = "example-account";
    public const string AccessKey = "AKLOCAL";
    public const string SecretKey = "secret-of-the-first-start";
    public const string LocalProject = "local-project";

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _roles = [];
    private readonly Dictionary<string, KeystoneUser> _users = [];
    private readonly ConcurrentQueue<string> _warnings = [];
    private WebApplication _app = null!;
    private HttpClient _client = null!;
    private int _names;

    internal KeystoneServer Keystone { get; private set; } = null!;

    internal CountingProxy Proxy { get; private set; } = null!;

    internal Script Script { get; } = new();

    /// <summary>Ahead of the real clock by less than a token lasts.</summary>
    internal FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public Uri Address { get; private set; } = null!;

    public string DomainId { get; private set; } = "";

    /// <summary>The project <c>region-1</c>.</summary>
    public string ProjectId { get; private set; } = "";

    public string OtherProjectId { get; private set; } = "";

    internal string[] KeystoneSettings =>
    [
        $"--KEYSTONE={Proxy.Url}", "--KEYSTONE_USER=edge", $"--KEYSTONE_USER_DOMAIN={Account}", $"--KEYSTONE_PASSWORD_FILE={PasswordFile}",
        "--KEYSTONE_TIMEOUT=20",
    ];

    private string PasswordFile => Path.Combine(_folder.Path, "password");

    /// <summary>What an administrator of the system calls.</summary>
    internal (IdentityAdministration.IdentityAdministrationClient Client, CallOptions Options) Administration
    {
        get
        {
            var signer = _app.Services.GetRequiredService<CallerContextSigner>();
            var context = signer.Sign(CallerExtensions.OfPart(CallerExtensions.Administrator));
            var channel = _app.Services.GetRequiredService<PartChannels>().To("IDENTITY");
            return (new(channel), new CallOptions(new Metadata { { CallerContextSigner.Header, context } }));
        }
    }

    public static void Require() =>
        Assert.SkipUnless(KeystoneServer.IsHere, "There is no unpacked Keystone here: run tests/run as root on Debian.");

    public async ValueTask InitializeAsync()
    {
        if (!KeystoneServer.IsHere)
        {
            return;
        }
        Keystone = await KeystoneServer.StartAsync();
        Proxy = await CountingProxy.StartAsync(Keystone.Url);
        DomainId = await Keystone.AddAsync("domain", new { name = Account });
        ProjectId = await Keystone.AddAsync("project", new { name = "region-1", domain_id = DomainId });
        OtherProjectId = await Keystone.AddAsync("project", new { name = "region-2", domain_id = DomainId });
        foreach (var role in (string[])["admin", "member", "reader"])
        {
            _roles[role] = await Keystone.FindRoleAsync(role);
        }
        foreach (var role in (string[])["vpn_readonly", "cook"])
        {
            _roles[role] = await Keystone.AddAsync("role", new { name = role });
        }
        var edge = await Keystone.AddAsync("user", new { name = "edge", password = KeystoneServer.Password, domain_id = DomainId });
        await Keystone.GrantAsync("system", edge, _roles["reader"]);
        await StartEdgeAsync();
    }

    /// <summary>A user with a role in the project <c>region-1</c>: one for all tests, as Keystone takes its time.</summary>
    internal async Task<KeystoneUser> UserAsync(string role)
    {
        if (!_users.TryGetValue(role, out var user))
        {
            _users[role] = user = await NewUserAsync(role);
        }
        return user;
    }

    /// <summary>A user of its own for one test, with a role in <c>region-1</c> or in the account.</summary>
    internal async Task<KeystoneUser> NewUserAsync(string role, bool onAccount = false)
    {
        var name = $"user-{Interlocked.Increment(ref _names)}";
        var id = await Keystone.AddAsync("user", new { name, password = KeystoneServer.Password, domain_id = DomainId });
        await Keystone.GrantAsync(onAccount ? $"domains/{DomainId}" : $"projects/{ProjectId}", id, _roles[role]);
        return new KeystoneUser(this, id, name);
    }

    internal async Task<Answer> SendAsync(string method, string path, string? token = null, string? body = null, string? subject = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
        {
            request.Headers.Add("X-Auth-Token", token);
        }
        if (subject is not null)
        {
            request.Headers.Add("X-Subject-Token", subject);
        }
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }
        using var response = await _client.SendAsync(request);
        if (response.StatusCode >= HttpStatusCode.InternalServerError)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _warnings));
        }
        return await Answer.OfAsync(response);
    }

    /// <summary>Calls a VPN operation that reads.</summary>
    internal Task<Answer> ListGatewaysAsync(string token, string? projectId = null) =>
        SendAsync("GET", $"/v5/{projectId ?? ProjectId}/vpn-gateways", token);

    public async ValueTask DisposeAsync()
    {
        if (Keystone is not null)
        {
            _client?.Dispose();
            await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);
            await Proxy.DisposeAsync();
            await Keystone.DisposeAsync();
        }
        _folder.Dispose();
    }

    private async Task StartEdgeAsync()
    {
        await File.WriteAllTextAsync(PasswordFile, KeystoneServer.Password + "\n");
        var socket = $"unix:{Path.Combine(_folder.Path, "parts.sock")}";
        var builder = PartHost.CreateBuilder(
        [
            "--URLS=http://127.0.0.1:0", $"--DATA={_folder.Path}", $"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}", $"--PARTS={socket}",
            $"--SITE_TO_SITE={socket}", "--PASSWORD_ITERATIONS=1000", "--LOGIN_RATE_LIMIT=1000", $"--ACCESS_KEY={AccessKey}",
            $"--SECRET_KEY={SecretKey}", $"--PROJECT_ID={LocalProject}", $"--ADMIN_PASSWORD={KeystoneServer.Password}",
            .. KeystoneSettings,
        ]);
        builder.Logging.ClearProviders().AddProvider(new KeptWarnings(_warnings));
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton(Script);
        builder.AddIdentity();
        builder.AddEdge();
        builder.AddEventBus();
        _app = builder.Build();
        _app.UseEdge();
        _app.MapPartDefaults();
        _app.MapIdentity();
        _app.MapGrpcService<ScriptedVpnGateways>();
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .First(each => each.StartsWith("http://127.0.0.1", StringComparison.Ordinal)));
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
    }
}

/// <summary>A user of Keystone.</summary>
internal sealed record KeystoneUser(KeystoneEdge Edge, string Id, string Name)
{
    private Task<string>? _token;

    public static JsonObject InProject(string name = "region-1") => new() { ["project"] = new JsonObject { ["name"] = name } };

    public static JsonObject InAccount => new() { ["domain"] = new JsonObject { ["name"] = KeystoneEdge.Account } };

    /// <summary>Logs in through the edge.</summary>
    public Task<Answer> LogInAsync(JsonObject? scope = null, string password = KeystoneServer.Password)
    {
        var user = new JsonObject { ["name"] = Name, ["password"] = password, ["domain"] = new JsonObject { ["name"] = KeystoneEdge.Account } };
        var identity = new JsonObject { ["methods"] = new JsonArray("password"), ["password"] = new JsonObject { ["user"] = user } };
        return PostAsync(identity, scope);
    }

    /// <summary>Exchanges a token through the edge.</summary>
    public Task<Answer> ExchangeAsync(string token, JsonObject? scope = null) =>
        PostAsync(new JsonObject { ["methods"] = new JsonArray("token"), ["token"] = new JsonObject { ["id"] = token } }, scope);

    /// <summary>A token of the project <c>region-1</c>, the same each time.</summary>
    public Task<string> ProjectTokenAsync() => _token ??= TokenAsync();

    /// <summary>A new token, got through the edge.</summary>
    public async Task<string> TokenAsync(JsonObject? scope = null)
    {
        var answer = await LogInAsync(scope ?? InProject());
        answer.Status.ShouldBe(201, answer.Body);
        return answer.Headers["X-Subject-Token"];
    }

    public Task DisableAsync() => Edge.Keystone.AskAsync(HttpMethod.Patch, $"users/{Id}", new { user = new { enabled = false } });

    private Task<Answer> PostAsync(JsonObject identity, JsonObject? scope)
    {
        var auth = new JsonObject { ["identity"] = identity };
        if (scope is not null)
        {
            auth["scope"] = scope;
        }
        return Edge.SendAsync("POST", "/v3/auth/tokens", body: new JsonObject { ["auth"] = auth }.ToJsonString());
    }
}
