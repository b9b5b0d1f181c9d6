using Grpc.Core;
using Grpc.Net.Client;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.GatewayAgent.Link;

/// <summary>Opens streams to the service: setting <c>SITE_TO_SITE</c>, replicas separated by commas and tried in turn.</summary>
internal sealed class SiteToSiteLink : IDisposable
{
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(5);
    private readonly CallerContextSigner _signer;
    private readonly GrpcChannel[] _channels;
    private int _attempts;

    public SiteToSiteLink(IConfiguration settings, CallerContextSigner signer)
    {
        _signer = signer;
        var addresses = settings["SITE_TO_SITE"] ?? throw new InvalidOperationException("The setting VPNMESH_SITE_TO_SITE is missing: where the agent connects.");
        _channels = [.. addresses.Split(',', StringSplitOptions.TrimEntries).Select(Channel)];
    }

    /// <summary>A stream to the next replica; not awaited, it fails when first used.</summary>
    public AsyncDuplexStreamingCall<AgentMessage, ControlMessage> Open(CancellationToken cancellationToken)
    {
        var channel = _channels[_attempts++ % _channels.Length];
        var headers = new Metadata { { CallerContextSigner.Header, _signer.Sign(CallerExtensions.OfPart("agent")) } };
        return new AgentLink.AgentLinkClient(channel).Connect(new CallOptions(headers, cancellationToken: cancellationToken));
    }

    public void Dispose()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }
    }

    private static GrpcChannel Channel(string text)
    {
        var address = PartAddress.Parse(text);
        var handler = address.CreateHandler();
        // A service that vanished without a word is noticed within two pings.
        handler.KeepAlivePingDelay = Ping;
        handler.KeepAlivePingTimeout = Ping;
        // A snapshot of many end points is one message.
        return GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = null });
    }
}
