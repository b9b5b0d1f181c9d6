using VpnMesh.Shared.Api.Hosting.Balancing;
using VpnMesh.Shared.Api.Hosting.Tls;
using Yarp.ReverseProxy.Forwarder;

namespace VpnMesh.Edge.Forwarding;

/// <summary>The HTTP/2 clients of the clusters, each with all replicas of its part behind it.</summary>
internal sealed class PartClients(Destinations destinations, PartTls tls, TimeProvider time) : IForwarderHttpClientFactory
{
    /// <inheritdoc />
    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context)
    {
        // A part that has no address has no destination either, so that nothing is sent to it.
        var addresses = destinations.AddressesOf(context.ClusterId);
        HttpMessageHandler replicas = addresses is null ? new SocketsHttpHandler() : new ReplicaHandler(addresses, tls, time);
        return new HttpMessageInvoker(new FrameHandler(replicas), disposeHandler: true);
    }
}
