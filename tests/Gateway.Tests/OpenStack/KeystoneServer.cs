using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.OpenStack;

/// <summary>
/// A real Keystone, of Debian's packages, which tests/run unpacks; where they are not, the tests of it are skipped. It is filled through its
/// own API, as an administrator does.
/// </summary>
internal sealed class KeystoneServer : IAsyncDisposable
{
    public const string Password = "Example-Passw0rd";
    private const string Python = "/usr/bin/python3";
    private static readonly string s_unpacked = Path.Combine(Checkout.Root, "artifacts/tests/keystone");
    private readonly TempFolder _folder = new();
    private readonly HttpClient _client;
    private Process? _process;
    private Task<string> _errors = Task.FromResult("");

    private KeystoneServer()
    {
        Url = $"http://127.0.0.1:{FreePort.Next()}/v3";
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(Url + "/") };
    }

    public string Url { get; }

    public static bool IsHere => File.Exists(Python) && Directory.Exists(Path.Combine(s_unpacked, "usr/lib/python3/dist-packages/keystone"));

    public static async Task<KeystoneServer> StartAsync()
    {
        var server = new KeystoneServer();
        try
        {
            await server.RunAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks as the administrator.</summary>
    public async Task<JsonNode?> AskAsync(HttpMethod method, string path, object? body = null, string? subject = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Json(body) };
        if (subject is not null)
        {
            request.Headers.Add("X-Subject-Token", subject);
        }
        using var response = await SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>Makes one of what the path is the collection of.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> AddAsync(string what, object values) =>
        (await AskAsync(HttpMethod.Post, $"{what}s", new Dictionary<string, object> { [what] = values }))![what]!["id"]!.GetValue<string>();

    public Task GrantAsync(string scope, string userId, string roleId) => AskAsync(HttpMethod.Put, $"{scope}/users/{userId}/roles/{roleId}");

    /// <summary>Id of a role that every Keystone has.</summary>
    public async Task<string> FindRoleAsync(string name) =>
        (await AskAsync(HttpMethod.Get, $"roles?name={name}"))!["roles"]![0]!["id"]!.GetValue<string>();

    /// <summary>Has the process stand still: connections are taken and nothing is answered.</summary>
    public Task StopAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _client.Dispose();
        _folder.Dispose();
    }

    private async Task RunAsync()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "OpenStack", "serve.py");
        var port = new Uri(Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(Python, ["-X", "faulthandler", script, _folder.Path, port])
        {
            RedirectStandardInput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What is installed was not unpacked, and is not where another Python than Debian's looks.
        start.Environment["PYTHONPATH"] = Path.Combine(s_unpacked, "usr/lib/python3/dist-packages") + ":/usr/lib/python3/dist-packages";
        start.Environment["LD_LIBRARY_PATH"] = string.Join(':', Directory.EnumerateDirectories(Path.Combine(s_unpacked, "usr/lib"), "*-linux-gnu"));
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        await _process.StandardInput.WriteLineAsync(Password);
        (await _process.StandardOutput.ReadLineAsync()).ShouldBe("ready", _process.HasExited ? await _errors : "");
        _client.DefaultRequestHeaders.Add("X-Auth-Token", await LogInAsync());
    }

    private async Task<string> LogInAsync()
    {
        var user = new { name = "admin", password = Password, domain = new { id = "default" } };
        var identity = new { methods = new[] { "password" }, password = new { user } };
        using var body = Json(new { auth = new { identity, scope = new { system = new { all = true } } } });
        using var request = new HttpRequestMessage(HttpMethod.Post, "auth/tokens") { Content = body };
        using var response = await SendAsync(request);
        response.IsSuccessStatusCode.ShouldBeTrue();
        return response.Headers.GetValues("X-Subject-Token").Single();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        try
        {
            return await _client.SendAsync(request);
        }
        catch (HttpRequestException) when (_process!.WaitForExit(TimeSpan.FromSeconds(1)))
        {
            throw new InvalidOperationException($"Keystone has ended with {_process.ExitCode}: {await _errors}");
        }
    }

    // With its length: the server of this Keystone takes no pieces.
    private static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process!.Id}"]);
        await kill.WaitForExitAsync();
    }
}
