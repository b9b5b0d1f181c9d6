using System.Net;

namespace VpnMesh.Shared.Api.Hosting.Balancing;

/// <summary>Where a replica is.</summary>
/// <param name="Address">Its address as the setting has it.</param>
/// <param name="Ip">The one of several addresses of that host; null when there is only one.</param>
internal sealed record ReplicaPlace(PartAddress Address, IPAddress? Ip);
