using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.OpenStack;

/// <summary>What Keystone answered.</summary>
/// <param name="Status">Its status, below 500.</param>
/// <param name="Body">JSON.</param>
/// <param name="SubjectToken">The token that the answer is about, where it names one.</param>
internal sealed record KeystoneAnswer(HttpStatusCode Status, string Body, string? SubjectToken)
{
    /// <summary>Without the token, wherever it is printed.</summary>
    public override string ToString() => $"{(int)Status}";
}

/// <summary>
/// Sends requests to Keystone. When it cannot be reached or fails, it is asked once more, as there may be several of it behind one address and
/// no question changes anything; when that fails too, the answer to the caller is a clear 503.
/// </summary>
internal sealed class KeystoneHttp : IDisposable
{
    /// <summary>Path of tokens, below the address of the API.</summary>
    public const string Tokens = "auth/tokens";

    private const string SubjectToken = "X-Subject-Token";
    private const int MaxAnswer = 16 * 1024 * 1024;
    private readonly HttpClient _client;
    private readonly ILogger<KeystoneHttp> _logger;

    public KeystoneHttp(OpenStackSettings settings, ILogger<KeystoneHttp> logger)
    {
        _logger = logger;
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = settings.Timeout,
            // So that a Keystone that has moved is found again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 64,
        };
        _client = new HttpClient(handler) { BaseAddress = settings.Url, Timeout = settings.Timeout, MaxResponseContentBufferSize = MaxAnswer };
    }

    /// <summary>Asks with a token.</summary>
    /// <param name="path">Path and query below the address of the API.</param>
    /// <param name="token">Token of whoever asks; see <see cref="IsToken"/>.</param>
    /// <param name="subject">Token that is asked about.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <exception cref="DomainException"><c>APIGW.0202</c></exception>
    public Task<KeystoneAnswer> GetAsync(string path, string token, string? subject, CancellationToken cancellationToken)
    {
        return SendAsync(Request, cancellationToken);

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("X-Auth-Token", token);
            if (subject is not null)
            {
                request.Headers.TryAddWithoutValidation(SubjectToken, subject);
            }
            return request;
        }
    }

    /// <summary>Asks for a token.</summary>
    /// <param name="body">JSON with the credentials.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <exception cref="DomainException"><c>APIGW.0202</c></exception>
    public Task<KeystoneAnswer> CreateTokenAsync(string body, CancellationToken cancellationToken)
    {
        return SendAsync(Request, cancellationToken);

        HttpRequestMessage Request() =>
            new(HttpMethod.Post, Tokens) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
    }

    /// <summary>Whether a text can be sent as a token; others need not be asked about.</summary>
    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    public void Dispose() => _client.Dispose();

    private async Task<KeystoneAnswer> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancellationToken) =>
        await TryAsync(create, cancellationToken) ?? await TryAsync(create, cancellationToken) ?? throw ErrorCatalogue.BackendUnavailable.With();

    /// <returns>Null: Keystone failed, and may be asked again.</returns>
    private async Task<KeystoneAnswer?> TryAsync(Func<HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        using var request = create();
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            if (response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests)
            {
                _logger.LogWarning(
                    "Keystone failed with {Status} at {Method} {Path}", (int)response.StatusCode, request.Method, request.RequestUri?.AbsolutePath);
                return response.StatusCode != HttpStatusCode.TooManyRequests ? null : throw ErrorCatalogue.BackendUnavailable.With();
            }
            var token = response.Headers.TryGetValues(SubjectToken, out var values) ? values.First() : null;
            return new KeystoneAnswer(response.StatusCode, body, token);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning("Keystone did not answer {Method} {Path}: {Failure}", request.Method, request.RequestUri?.AbsolutePath, failure.Message);
            // Who has waited for the whole time limit is not made to wait for another.
            return failure is not TaskCanceledException ? null : throw ErrorCatalogue.BackendUnavailable.With();
        }
    }
}
