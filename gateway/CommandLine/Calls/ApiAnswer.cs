using System.Text.Json;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Output;
using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Calls;

/// <summary>What the API answered.</summary>
internal sealed class ApiAnswer(HttpResponseMessage response) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    public static async Task<ApiAnswer> OfAsync(Run run, ApiRequest request, Uri edge, string? projectId)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { Timeout = Patience };
        using var message = request.ToMessage(run, edge, projectId);
        try
        {
            return new ApiAnswer(await client.SendAsync(message, run.Cancellation));
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw new Failure(ExitCodes.Unreachable, $"{edge} did not answer within {Patience.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>Writes the answer; one that is no success also gets a line on stderr.</summary>
    public async Task<int> PrintAsync(Run run, bool withHead)
    {
        var body = await response.Content.ReadAsStringAsync(run.Cancellation);
        if (run.Print.IsJson)
        {
            run.Print.Json(new JsonObject { ["status"] = (int)response.StatusCode, ["headers"] = Headers(), ["body"] = BodyOf(body) });
        }
        else
        {
            PrintText(run, body, withHead);
        }
        var code = Failure.ExitCodeOf((int)response.StatusCode);
        if (code != ExitCodes.Success)
        {
            run.Print.Say($"vpnmesh: {(int)response.StatusCode} {ErrorOf(body)}");
        }
        return code;
    }

    public void Dispose() => response.Dispose();

    private void PrintText(Run run, string body, bool withHead)
    {
        if (withHead)
        {
            run.Print.Line($"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}");
            foreach (var (name, value) in Headers())
            {
                run.Print.Line($"{name}: {value}");
            }
            run.Print.Line("");
        }
        if (body.Length > 0)
        {
            run.Print.Line(body);
        }
    }

    private JsonObject Headers()
    {
        var headers = new JsonObject();
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            headers[name] = string.Join(", ", values);
        }
        return headers;
    }

    private static string ErrorOf(string body)
    {
        if (BodyOf(body) is not JsonObject json)
        {
            return body.Length == 0 ? "" : "(the body is no JSON)";
        }
        // Keystone's calls have their own form of error.
        return json["error_code"] is { } code ? $"{code}: {json["error_msg"]}" : $"{json["error"]?["code"]}: {json["error"]?["message"]}";
    }

    private static JsonNode? BodyOf(string body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
