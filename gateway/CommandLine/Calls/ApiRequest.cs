using System.Net.Http.Headers;
using VpnMesh.CommandLine.Output;
using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Calls;

/// <summary>A call of the API as it was typed.</summary>
/// <param name="Method">In upper case.</param>
/// <param name="Target">Path and query; <c>{project_id}</c> stands for the project.</param>
/// <param name="Body">Null for none.</param>
/// <param name="Headers">Further headers, which are not signed.</param>
internal sealed record ApiRequest(string Method, string Target, byte[]? Body, (string Name, string Value)[] Headers)
{
    private const string ProjectPlace = "{project_id}";

    /// <summary>The request with a token, or else signed with the access key of the environment.</summary>
    /// <exception cref="Failure">There is neither, or the project is missing.</exception>
    public HttpRequestMessage ToMessage(Run run, Uri edge, string? projectId)
    {
        if (projectId is null && Target.Contains(ProjectPlace, StringComparison.Ordinal))
        {
            throw new Failure(ExitCodes.Usage, $"which project is {ProjectPlace}? Give --project, or set VPNMESH_PROJECT_ID.");
        }
        var target = Target.Replace(ProjectPlace, projectId, StringComparison.Ordinal);
        var message = new HttpRequestMessage(new HttpMethod(Method), new Uri(edge, target));
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }
        foreach (var (name, value) in Headers)
        {
            Add(message, name, value);
        }
        Authenticate(message, run, projectId);
        return message;
    }

    private void Authenticate(HttpRequestMessage message, Run run, string? projectId)
    {
        var settings = run.Settings.Values;
        if (settings["TOKEN"] is { Length: > 0 } token)
        {
            message.Headers.TryAddWithoutValidation("X-Auth-Token", token);
            return;
        }
        if (settings["ACCESS_KEY"] is not { Length: > 0 } accessKey || settings["SECRET_KEY"] is not { Length: > 0 } secretKey)
        {
            throw new Failure(ExitCodes.Usage, "who calls? Set VPNMESH_ACCESS_KEY and VPNMESH_SECRET_KEY, or VPNMESH_TOKEN.");
        }
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = message.RequestUri!.Authority,
            ["x-sdk-date"] = RequestSignature.DateOf(run.Time.GetUtcNow()),
        };
        // Calls about the account, below /v3, are in no project.
        if (projectId is not null && message.RequestUri.AbsolutePath.Contains(projectId, StringComparison.Ordinal))
        {
            signed["x-project-id"] = projectId;
        }
        foreach (var (name, value) in signed)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
        message.Headers.TryAddWithoutValidation(
            "Authorization", RequestSignature.Authorization(accessKey, secretKey, Method, message.RequestUri, signed, Body));
    }

    private static void Add(HttpRequestMessage message, string name, string value)
    {
        if (message.Headers.TryAddWithoutValidation(name, value))
        {
            return;
        }
        message.Content ??= new ByteArrayContent([]);
        message.Content.Headers.Remove(name);
        message.Content.Headers.TryAddWithoutValidation(name, value);
    }
}
