using Grpc.Core;
using Grpc.Net.Client;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting.Balancing;
using VpnMesh.Shared.Api.Hosting.Tls;

namespace VpnMesh.GatewayAgent.Link;

/// <summary>The replicas of a service: the addresses of a setting, separated by commas. Each stream goes to the next that serves.</summary>
internal sealed class PartLink : IDisposable
{
    private readonly CallerContextSigner _signer;
    private readonly GrpcChannel _channel;

    /// <param name="addresses">The setting.</param>
    /// <param name="signer">Signs for the part <c>agent</c>.</param>
    /// <param name="tls">What TLS is done with.</param>
    /// <param name="time">Clock.</param>
    public PartLink(string addresses, CallerContextSigner signer, PartTls tls, TimeProvider time)
    {
        _signer = signer;
        var replicas = new ReplicaHandler(addresses, tls, time);
        // A snapshot of many end points is one message.
        _channel = GrpcChannel.ForAddress(
            replicas.Uri, new GrpcChannelOptions { HttpHandler = replicas, DisposeHttpClient = true, MaxReceiveMessageSize = null });
    }

    /// <summary>The way to them; whether one answers shows when it is called.</summary>
    public ChannelBase Channel => _channel;

    /// <summary>Says who calls.</summary>
    public CallOptions As(CancellationToken cancellationToken) =>
        new(new Metadata { { CallerContextSigner.Header, _signer.Sign(CallerExtensions.OfPart("agent")) } }, cancellationToken: cancellationToken);

    public void Dispose() => _channel.Dispose();
}
