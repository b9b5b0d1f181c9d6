using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.Shared.Api.Agents;

/// <summary>The digest with which service and agent tell whether they mean the same set (agent protocol: <c>Snapshot.digest</c>).</summary>
public static class SnapshotDigest
{
    /// <summary>SHA-256 over <c>id/slot/generation\n</c> of all entries sorted by id and slot, lower-case hexadecimal.</summary>
    public static string Of(IEnumerable<DesiredGateway> gateways)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var gateway in gateways.OrderBy(gateway => gateway.GatewayId, StringComparer.Ordinal).ThenBy(gateway => gateway.Slot))
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{gateway.GatewayId}/{gateway.Slot}/{gateway.Generation}\n");
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
