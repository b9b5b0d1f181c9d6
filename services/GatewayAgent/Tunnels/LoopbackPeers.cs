using VpnMesh.Shared.Api.Addresses;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// Customer gateways that the loopback backend takes as present from the start: setting <c>LOOPBACK_PEERS</c>, blocks of their addresses
/// with commas between them. By default none is, as there is no peer behind it.
/// </summary>
/// <param name="Blocks">The blocks.</param>
public sealed record LoopbackPeers(IReadOnlyList<AddressBlock> Blocks)
{
    /// <summary>Reads the setting.</summary>
    /// <exception cref="InvalidOperationException">An element is no address block.</exception>
    public static LoopbackPeers Of(IConfiguration settings)
    {
        var blocks = (settings["LOOPBACK_PEERS"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (blocks.FirstOrDefault(block => !AddressText.IsIpv4Block(block) && !AddressText.IsIpv6Block(block)) is { } wrong)
        {
            throw new InvalidOperationException($"The setting VPNMESH_LOOPBACK_PEERS must be address blocks with commas between them: {wrong} is none.");
        }
        return new LoopbackPeers([.. blocks.Select(AddressBlock.Parse)]);
    }

    /// <summary>Whether a customer gateway with this address is present; one without an address is not.</summary>
    public bool Has(string address) =>
        address.Length > 0 && AddressBlock.Parse($"{address}/{(address.Contains(':', StringComparison.Ordinal) ? 128 : 32)}") is var peer && Blocks.Any(block => block.Overlaps(peer));
}
