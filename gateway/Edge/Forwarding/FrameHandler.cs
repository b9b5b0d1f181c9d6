namespace VpnMesh.Edge.Forwarding;

/// <summary>Puts the gRPC frame into the outgoing request: the forwarder itself can only copy the body of the incoming one.</summary>
internal sealed class FrameHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(GrpcRequestTransform.Frame, out var frame))
        {
            request.Content = frame;
        }
        return base.SendAsync(request, cancellationToken);
    }
}
