using System.Collections.Concurrent;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using VpnMesh.Shared.Api.Hosting.Balancing;
using VpnMesh.Shared.Api.Hosting.Tls;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>
/// The gRPC channels to the other parts, one each, opened when first used. Addresses come from the settings, one for each replica of the part.
/// </summary>
/// <param name="settings">Settings.</param>
/// <param name="tls">What TLS is done with.</param>
/// <param name="time">Clock; null for that of the system.</param>
public sealed class PartChannels(IConfiguration settings, PartTls tls, TimeProvider? time = null) : IDisposable
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
        var replicas = new ReplicaHandler(text, tls, time ?? TimeProvider.System);
        return GrpcChannel.ForAddress(replicas.Uri, new GrpcChannelOptions { HttpHandler = new TraceHandler(replicas), DisposeHttpClient = true });
    }
}
