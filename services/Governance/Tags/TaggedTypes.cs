using VpnMesh.Governance.Quotas;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Governance.Tags;

/// <summary>What can have tags: the types in paths (contract: <c>TagResourceType</c>) and what their owners call them.</summary>
internal static class TaggedTypes
{
    private static readonly Dictionary<string, string> s_types = new(StringComparer.Ordinal)
    {
        ["vpn-gateway"] = QuotaLimits.VpnGateway,
        ["customer-gateway"] = QuotaLimits.CustomerGateway,
        ["vpn-connection"] = QuotaLimits.VpnConnection,
        ["p2c-vpn-gateways"] = QuotaLimits.P2cVpnGateway,
    };

    /// <summary>All of them, as their owners call them.</summary>
    public static IReadOnlyCollection<string> All => s_types.Values;

    /// <summary>The type that a path names, or null.</summary>
    public static string? Find(string resourceType) => s_types.GetValueOrDefault(resourceType);

    /// <summary>The type that a path names.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static string Of(string resourceType) => Find(resourceType)
        ?? throw Refusals.Invalid("resource_type", $"must be one of {string.Join(", ", s_types.Keys)}");
}
