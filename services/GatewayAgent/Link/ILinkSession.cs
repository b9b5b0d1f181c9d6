using Grpc.Core;

namespace VpnMesh.GatewayAgent.Link;

/// <summary>One stream to a service.</summary>
internal interface ILinkSession : IDisposable
{
    /// <summary>Whether the service took the agent in.</summary>
    bool Accepted { get; }

    /// <summary>Serves the stream until either side ends it.</summary>
    /// <exception cref="RpcException">The stream broke or the service ended it.</exception>
    Task RunAsync(CancellationToken stopping);
}
