using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Hosting.Tls;
using Yarp.ReverseProxy.Forwarder;

namespace VpnMesh.Edge.Forwarding;

/// <summary>The HTTP/2 clients of the clusters; destinations may be Unix domain sockets, or ask for TLS.</summary>
internal sealed class PartClients(Destinations destinations, PartTls tls) : ForwarderHttpClientFactory
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    /// <inheritdoc />
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ActivityHeadersPropagator = null;
        handler.EnableMultipleHttp2Connections = true;
        handler.ConnectTimeout = ConnectTimeout;
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(15);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);
        handler.ConnectCallback = ConnectAsync;
    }

    /// <inheritdoc />
    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) => new FrameHandler(handler);

    private ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (destinations.SocketOf(context.DnsEndPoint.Host) is { } path)
        {
            return PartSocket.ConnectAsync(path, cancellationToken);
        }
        var isSecure = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
        return PartSocket.ConnectAsync(context.DnsEndPoint, isSecure ? tls : null, cancellationToken);
    }
}
