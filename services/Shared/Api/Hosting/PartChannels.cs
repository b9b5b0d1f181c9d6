using System.Collections.Concurrent;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using VpnMesh.Shared.Api.Hosting.Tls;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>The gRPC channels to the other parts, one each, opened when first used. Addresses come from the settings.</summary>
public sealed class PartChannels(IConfiguration settings, PartTls tls) : IDisposable
{
    private readonly ConcurrentDictionary<string, GrpcChannel> _channels = new(StringComparer.Ordinal);

    /// <summary>The channel to a part.</summary>
    /// <param name="setting">Name of the setting with its address: <c>SITE_TO_SITE</c>, <c>GOVERNANCE</c>, <c>MONITORING</c>.</param>
    /// <exception cref="InvalidOperationException">The setting is missing.</exception>
    public GrpcChannel To(string setting) => _channels.GetOrAdd(setting, Open);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var channel in _channels.Values)
        {
            channel.Dispose();
        }
    }

    private GrpcChannel Open(string setting)
    {
        var text = settings[setting] ?? throw new InvalidOperationException($"The setting VPNMESH_{setting} is missing: the address of that part.");
        // Between services one address is enough: replicas stand behind a name that the platform resolves.
        var address = PartAddress.Parse(text.Split(',')[0].Trim());
        var handler = new TraceHandler(address.CreateHandler(tls));
        return GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }
}
