using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

/// <summary>Posts events to webhooks, signed with their secrets. Neither a secret nor an address is ever in what it says of a failure.</summary>
internal sealed class WebhookClient(KeyRing keyRing, TimeProvider time) : IDisposable
{
    /// <summary>How long a webhook may take to answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly MediaTypeHeaderValue CloudEvents = new("application/cloudevents+json", "utf-8");

    // Made by hand: a client of the factory would log the address of each request.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    /// <summary>Posts an event.</summary>
    /// <param name="webhook">To whom.</param>
    /// <param name="delivery">What.</param>
    /// <param name="cancellationToken">Breaks the attempt off.</param>
    /// <returns>Why it did not arrive; null when it did.</returns>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public async Task<string?> PostAsync(WebhookRow webhook, DeliveryRow delivery, CancellationToken cancellationToken)
    {
        if (!keyRing.TryUnseal(webhook.Secret, WebhookRow.SecretPurpose(webhook.Id), out var secret))
        {
            return "its secret cannot be opened: the key that sealed it is not on the key ring";
        }
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = Request(webhook.Url, delivery, secret);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return $"it could not be reached: {exception.HttpRequestError}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it did not answer within {Timeout.TotalSeconds} seconds";
        }
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(string url, DeliveryRow delivery, string secret)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{delivery.Body}"));
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body)) };
        request.Content.Headers.ContentType = CloudEvents;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("VpnMesh", null));
        request.Headers.Add("X-VpnMesh-Delivery", delivery.EventId);
        request.Headers.Add("X-VpnMesh-Timestamp", timestamp);
        request.Headers.Add("X-VpnMesh-Signature", "sha256=" + Convert.ToHexStringLower(signature));
        return request;
    }
}
