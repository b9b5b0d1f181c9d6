using System.Net;

namespace VpnMesh.Shared.Api.Hosting.Balancing;

/// <summary>Hosts with several addresses, such as a headless service of Kubernetes has: each address is a replica.</summary>
/// <param name="addresses">The addresses of the setting.</param>
/// <param name="resolve">Looks a name up.</param>
internal sealed class ReplicaNames(IReadOnlyList<PartAddress> addresses, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private readonly Dictionary<PartAddress, IPAddress[]> _known = [];

    /// <summary>Whether there is anything to look up.</summary>
    public bool Any => addresses.Any(IsName);

    /// <summary>Where the replicas are, as far as is known.</summary>
    public IReadOnlyList<ReplicaPlace> Places =>
        [.. addresses.SelectMany(address => _known.TryGetValue(address, out var ips) && ips.Length > 1
            ? ips.Select(ip => new ReplicaPlace(address, ip))
            : [new ReplicaPlace(address, null)])];

    /// <summary>Looks all names up; of one that cannot be found the last answer counts.</summary>
    public async Task ResolveAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var address in addresses.Where(IsName))
        {
            using var limit = new CancellationTokenSource(s_limit, time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                var ips = await resolve(address.Uri.IdnHost, end.Token).WaitAsync(end.Token);
                // This machine has two addresses and is one.
                _known[address] = [.. ips.Where(ip => !ip.Equals(IPAddress.IPv6Loopback)).Distinct().OrderBy(ip => ip.ToString(), StringComparer.Ordinal)];
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Names come back; who is there meanwhile shows when it is asked.
            }
        }
    }

    private static bool IsName(PartAddress address) =>
        address.SocketPath is null && address.Uri.HostNameType == UriHostNameType.Dns && address.Uri.Host != "localhost";
}
