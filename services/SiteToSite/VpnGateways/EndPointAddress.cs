namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>The address of an end point of a gateway towards customer gateways.</summary>
internal static class EndPointAddress
{
    /// <summary>The EIP's or else the private one; empty while there is neither.</summary>
    /// <param name="eip">Column of the EIP.</param>
    /// <param name="privateAddress">Column of the private address.</param>
    public static string Of(string? eip, string? privateAddress) => eip.ToEip()?.IpAddress ?? privateAddress ?? "";
}
