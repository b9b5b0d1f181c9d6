using System.Collections.Concurrent;
using VpnMesh.Edge.Operations;

namespace VpnMesh.Edge.Forwarding;

/// <summary>The address of each rpc at each destination, parsed once.</summary>
internal sealed class DestinationUris
{
    private readonly ConcurrentDictionary<(string Prefix, Operation Operation), Uri> _uris = new();

    public Uri Of(string prefix, Operation operation) =>
        _uris.GetOrAdd((prefix, operation), static key => new Uri(key.Prefix.TrimEnd('/') + key.Operation.GrpcPath));
}
