using System.Net;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Pipeline;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace VpnMesh.Edge.Forwarding;

/// <summary>Routes and clusters of the proxy: one exact route for each operation, one cluster for each part.</summary>
internal static class ProxyConfig
{
    // The part ends an overdue call itself and says so; the edge only steps in when it does not.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<RouteConfig> Routes(OperationTable operations) => [.. operations.All.Select(operation => new RouteConfig
    {
        RouteId = operation.Id,
        ClusterId = operation.Cluster,
        Match = new RouteMatch { Path = operation.Path.Text, Methods = [operation.Method] },
        // /{resource_type}/tags and /vpn-connection/{id} have the same form: no id is spelled like the literal that ends the other.
        Order = operation.Path.EndsWithVariable ? 1 : 0,
    })];

    public static IReadOnlyList<ClusterConfig> Clusters(OperationTable operations, Destinations destinations, EdgeSettings settings) =>
        [.. operations.All.Select(operation => operation.Cluster).Distinct(StringComparer.Ordinal).Select(cluster => new ClusterConfig
        {
            ClusterId = cluster,
            Destinations = destinations.Of(cluster),
            HttpRequest = new ForwarderRequestConfig
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                ActivityTimeout = settings.RequestTimeout + Grace,
                AllowResponseBuffering = true,
            },
        })];
}
