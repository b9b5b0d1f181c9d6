using Grpc.Core;
using Grpc.Net.Client;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Hosting.Tls;

namespace VpnMesh.GatewayAgent.Link;

/// <summary>The replicas of a service: the addresses of a setting, separated by commas and tried in turn.</summary>
internal sealed class PartLink : IDisposable
{
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(5);
    private readonly CallerContextSigner _signer;
    private readonly GrpcChannel[] _channels;
    private int _attempts;

    /// <param name="addresses">The setting.</param>
    /// <param name="signer">Signs for the part <c>agent</c>.</param>
    /// <param name="tls">What TLS is done with.</param>
    public PartLink(string addresses, CallerContextSigner signer, PartTls tls)
    {
        _signer = signer;
        _channels = [.. addresses.Split(',', StringSplitOptions.TrimEntries).Select(address => Channel(address, tls))];
    }

    /// <summary>The next replica; whether it answers shows when it is called.</summary>
    public ChannelBase Next() => _channels[_attempts++ % _channels.Length];

    /// <summary>Says who calls.</summary>
    public CallOptions As(CancellationToken cancellationToken) =>
        new(new Metadata { { CallerContextSigner.Header, _signer.Sign(CallerExtensions.OfPart("agent")) } }, cancellationToken: cancellationToken);

    public void Dispose()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }
    }

    private static GrpcChannel Channel(string text, PartTls tls)
    {
        var address = PartAddress.Parse(text);
        var handler = address.CreateHandler(tls);
        // A service that vanished without a word is noticed within two pings.
        handler.KeepAlivePingDelay = Ping;
        handler.KeepAlivePingTimeout = Ping;
        // A snapshot of many end points is one message.
        return GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = null });
    }
}
