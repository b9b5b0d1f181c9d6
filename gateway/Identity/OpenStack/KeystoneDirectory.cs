using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Errors;
using Answered = VpnMesh.Protos.Identity.V3.Project;

namespace VpnMesh.Identity.OpenStack;

/// <summary>What this process asks Keystone as the service user. Every question may fail with <c>APIGW.0202</c>.</summary>
internal sealed class KeystoneDirectory(KeystoneHttp http, ServiceToken service, ILogger<KeystoneDirectory> logger)
{
    /// <summary>What a token stands for, also when its time is over; null when it is none of Keystone's or was revoked.</summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c></exception>
    public async Task<Token?> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        var answer = await AskAsync($"{KeystoneHttp.Tokens}?allow_expired=1&nocatalog=1", token, cancellationToken);
        return answer is null ? null : KeystoneJson.Parse<TokenResponse>(answer).Token;
    }

    /// <summary>A project, or null.</summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c></exception>
    public async Task<Project?> FindProjectAsync(string projectId, CancellationToken cancellationToken)
    {
        var answer = await AskAsync($"projects/{Uri.EscapeDataString(projectId)}", null, cancellationToken);
        if (answer is null)
        {
            return null;
        }
        using var json = JsonDocument.Parse(answer);
        return ToProject(KeystoneJson.Parse<Answered>(json.RootElement.GetProperty("project").GetRawText()));
    }

    /// <summary>The enabled projects of a domain.</summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c></exception>
    public async Task<IReadOnlyList<Project>> ListProjectsAsync(string domainId, CancellationToken cancellationToken)
    {
        var answer = await AskAsync($"projects?enabled=1&domain_id={Uri.EscapeDataString(domainId)}", null, cancellationToken);
        return answer is null ? [] : [.. KeystoneJson.Parse<ListProjectsResponse>(answer).Projects.Select(ToProject)];
    }

    /// <summary>Name, domain and state of a user, or null.</summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c></exception>
    public async Task<User?> FindUserAsync(string userId, CancellationToken cancellationToken)
    {
        var answer = await AskAsync($"users/{Uri.EscapeDataString(userId)}", null, cancellationToken);
        if (answer is null)
        {
            return null;
        }
        using var json = JsonDocument.Parse(answer);
        return KeystoneJson.Parse<User>(json.RootElement.GetProperty("user").GetRawText());
    }

    /// <summary>Names of the roles that a user has in a project, those through groups and other roles included.</summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c></exception>
    public async Task<string[]> ListRolesAsync(string userId, string projectId, CancellationToken cancellationToken)
    {
        var query = $"user.id={Uri.EscapeDataString(userId)}&scope.project.id={Uri.EscapeDataString(projectId)}&effective&include_names";
        var answer = await AskAsync($"role_assignments?{query}", null, cancellationToken);
        if (answer is null)
        {
            return [];
        }
        using var json = JsonDocument.Parse(answer);
        var rows = json.RootElement.GetProperty("role_assignments").EnumerateArray();
        return [.. rows.Select(row => row.GetProperty("role").GetProperty("name").GetString()!)];
    }

    private static Project ToProject(Answered project) => new(project.Id, project.Name, project.DomainId, project.Enabled);

    /// <returns>The body of the answer; null when there is no such thing.</returns>
    private async Task<string?> AskAsync(string path, string? subject, CancellationToken cancellationToken)
    {
        var token = await service.GetAsync(cancellationToken);
        var answer = await http.GetAsync(path, token, subject, cancellationToken);
        if (answer.Status == HttpStatusCode.Unauthorized)
        {
            service.Forget(token);
            answer = await http.GetAsync(path, await service.GetAsync(cancellationToken), subject, cancellationToken);
        }
        switch (answer.Status)
        {
            case HttpStatusCode.OK:
                return answer.Body;
            case HttpStatusCode.NotFound:
                return null;
            default:
                logger.LogError("Keystone answers the service user {Status} at {Path}", (int)answer.Status, path.Split('?')[0]);
                throw ErrorCatalogue.BackendUnavailable.With();
        }
    }
}
