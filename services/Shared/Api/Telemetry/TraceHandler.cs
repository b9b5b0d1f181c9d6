namespace VpnMesh.Shared.Api.Telemetry;

/// <summary>Takes the trace along when a part calls another.</summary>
/// <param name="inner">Sends the call.</param>
public sealed class TraceHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc />
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Tracing.Parent is { } parent)
        {
            request.Headers.TryAddWithoutValidation(Tracing.Header, parent);
        }
        return base.SendAsync(request, cancellationToken);
    }
}
