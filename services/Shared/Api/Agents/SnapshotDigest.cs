using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.Shared.Api.Agents;

/// <summary>The digest with which service and agent tell whether they mean the same set (agent protocol: <c>Snapshot.digest</c>).</summary>
public static class SnapshotDigest
{
    /// <summary>
    /// SHA-256 over <c>id/slot/generation\n</c> of all gateways sorted by id and slot, then <c>id/generation\n</c> of all connections
    /// sorted by id, lower-case hexadecimal.
    /// </summary>
    /// <param name="gateways">The end points.</param>
    /// <param name="connections">Id and generation of each connection.</param>
    public static string Of(IEnumerable<DesiredGateway> gateways, IEnumerable<(string Id, long Generation)> connections)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var gateway in gateways.OrderBy(gateway => gateway.GatewayId, StringComparer.Ordinal).ThenBy(gateway => gateway.Slot))
        {
            Append(hash, $"{gateway.GatewayId}/{gateway.Slot}/{gateway.Generation}\n");
        }
        foreach (var (id, generation) in connections.OrderBy(connection => connection.Id, StringComparer.Ordinal))
        {
            Append(hash, $"{id}/{generation}\n");
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, FormattableString line) =>
        hash.AppendData(Encoding.UTF8.GetBytes(line.ToString(CultureInfo.InvariantCulture)));
}
