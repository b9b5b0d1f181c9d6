using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>An answer: its status, headers and, unless it is empty, its JSON, as an object and as it was sent.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, JsonNode? Json, string Text = "")
{
    public string? Error => Json?["error_code"]?.GetValue<string>();

    public string RequestId => Headers.GetValues("X-Request-Id").Single();
}

/// <summary>Calls the REST API of a system with signed requests, in the way the SDK does.</summary>
public sealed class ApiClient(MeshSystem system, AccountKeys keys, string? projectId = null) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 })
    {
        BaseAddress = system.PublicUrl,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public string Project { get; } = projectId ?? keys.ProjectId;

    /// <summary>Where it sends its calls, as links in answers begin.</summary>
    public string Origin { get; } = system.PublicUrl.GetLeftPart(UriPartial.Authority);

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ApiAnswer> PostAsync(string path, JsonNode body, string? clientToken = null) =>
        SendAsync(HttpMethod.Post, path, body.ToJsonString(), clientToken: clientToken);

    public Task<ApiAnswer> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body.ToJsonString());

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path below <c>/v5/{project_id}</c>, or whole when it begins with <c>/v</c> and a digit.</param>
    /// <param name="body">Text of the body, or null.</param>
    /// <param name="tamper">Changes the request after it is signed.</param>
    /// <param name="clientToken">Key of a creation.</param>
    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, string? body, Action<HttpRequestMessage>? tamper = null, string? clientToken = null)
    {
        var target = path.StartsWith("/v", StringComparison.Ordinal) && char.IsAsciiDigit(path[2]) ? path : $"/v5/{Project}{path}";
        var bytes = Encoding.UTF8.GetBytes(body ?? "");
        var signed = new Dictionary<string, string>
        {
            ["Host"] = system.PublicUrl.Authority,
            ["X-Project-Id"] = Project,
            ["X-Sdk-Date"] = RequestSignature.Now(),
        };
        using var request = new HttpRequestMessage(method, target);
        if (clientToken is not null)
        {
            signed["X-Client-Token"] = clientToken;
            request.Headers.Add("X-Client-Token", clientToken);
        }
        request.Headers.Add("X-Project-Id", Project);
        request.Headers.Add("X-Sdk-Date", signed["X-Sdk-Date"]);
        request.Headers.TryAddWithoutValidation("Authorization", RequestSignature.Authorization(keys, method.Method, target, signed, bytes));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }
        tamper?.Invoke(request);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new ApiAnswer(answer.StatusCode, answer.Headers, text.Length == 0 ? null : JsonNode.Parse(text), text);
    }

    public void Dispose() => _http.Dispose();
}
