using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.OpenStack;

/// <summary>The token that this process itself asks Keystone with: got when first needed, renewed before it ends.</summary>
internal sealed class ServiceToken(OpenStackSettings settings, KeystoneHttp http, TimeProvider time, ILogger<ServiceToken> logger) : IDisposable
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _renewal = new(1, 1);
    private volatile Issued? _current;

    /// <exception cref="DomainException"><c>APIGW.0202</c>: Keystone cannot be reached, or does not take the service user.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { } current && IsGood(current))
        {
            return current.Token;
        }
        await _renewal.WaitAsync(cancellationToken);
        try
        {
            if (_current is not { } renewed || !IsGood(renewed))
            {
                _current = renewed = await LogInAsync(cancellationToken);
            }
            return renewed.Token;
        }
        finally
        {
            _renewal.Release();
        }
    }

    /// <summary>Keystone did not take the token: the next question gets a new one.</summary>
    public void Forget(string token)
    {
        if (_current is { } current && current.Token == token)
        {
            Interlocked.CompareExchange(ref _current, null, current);
        }
    }

    public void Dispose() => _renewal.Dispose();

    private bool IsGood(Issued issued) => time.GetElapsedTime(issued.Since) < issued.Use;

    private async Task<Issued> LogInAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        var answer = await http.CreateTokenAsync(Credentials(), cancellationToken);
        if (answer is not { Status: HttpStatusCode.Created, SubjectToken: { Length: > 0 } token })
        {
            logger.LogError("Keystone does not take the service user {User}: {Status}", settings.User, (int)answer.Status);
            throw ErrorCatalogue.BackendUnavailable.With();
        }
        var description = KeystoneJson.Parse<TokenResponse>(answer.Body).Token;
        // By its length, so that the clocks need not agree.
        var lifetime = Time(description.ExpiresAt) - Time(description.IssuedAt);
        var rest = lifetime / 10 < LongestRest ? lifetime / 10 : LongestRest;
        return new Issued(token, since, lifetime - rest);
    }

    private string Credentials()
    {
        var user = new { name = settings.User, password = settings.Password, domain = new { name = settings.UserDomain } };
        object scope = settings.Project is { } project
            ? new { project = new { name = project, domain = new { name = settings.ProjectDomain } } }
            : new { system = new { all = true } };
        return JsonSerializer.Serialize(new { auth = new { identity = new { methods = new[] { "password" }, password = new { user } }, scope } });
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private sealed record Issued(string Token, long Since, TimeSpan Use);
}
