using System.Globalization;
using VpnMesh.Governance.Inventory;

namespace VpnMesh.Governance.Quotas;

/// <summary>
/// The limits of projects for which none was set (settings <c>QUOTA_CUSTOMER_GATEWAY</c>, <c>QUOTA_VPN_CONNECTION</c>,
/// <c>QUOTA_VPN_GATEWAY</c>, <c>QUOTA_P2C_VPN_GATEWAY</c>, <c>QUOTA_EIP</c>).
/// </summary>
internal sealed class QuotaLimits
{
    public const string CustomerGateway = "customer_gateway";
    public const string VpnConnection = "vpn_connection";
    public const string VpnGateway = "vpn_gateway";

    /// <summary>Point-to-cloud gateways; the contract has no such type in ShowQuotasInfo, although it refuses what is too many.</summary>
    public const string P2cVpnGateway = "p2c_vpn_gateway";

    /// <summary>New EIPs; not shown by ShowQuotasInfo.</summary>
    public const string Eip = "eip";

    private readonly Dictionary<string, long?> _limits;

    public QuotaLimits(IConfiguration settings)
    {
        _limits = new Dictionary<string, long?>(StringComparer.Ordinal)
        {
            [CustomerGateway] = Limit(settings, "QUOTA_CUSTOMER_GATEWAY") ?? 100,
            [VpnConnection] = Limit(settings, "QUOTA_VPN_CONNECTION") ?? 5000,
            [VpnGateway] = Limit(settings, "QUOTA_VPN_GATEWAY") ?? 50,
            [P2cVpnGateway] = Limit(settings, "QUOTA_P2C_VPN_GATEWAY") ?? 50,
            // Where nothing must be registered the pool is the only limit.
            [Eip] = Limit(settings, "QUOTA_EIP") ?? (InventorySettings.IsOpen(settings) ? long.MaxValue : null),
        };
    }

    /// <summary>The types that callers see.</summary>
    public static IReadOnlyList<string> Shown { get; } = [CustomerGateway, VpnConnection, VpnGateway];

    /// <summary>All types.</summary>
    public IEnumerable<string> Types => _limits.Keys;

    /// <summary>Whether there is a quota of this name.</summary>
    public bool Has(string type) => _limits.ContainsKey(type);

    /// <summary>The limit of a project; null when there is none at all.</summary>
    /// <param name="type">Name of the quota.</param>
    /// <param name="isSet">Whether an administrator has set it for the project.</param>
    /// <param name="quota">The limit that was set.</param>
    public long? Of(string type, bool isSet, long? quota) => isSet ? quota : _limits[type];

    private static long? Limit(IConfiguration settings, string name)
    {
        if (settings[name] is not { Length: > 0 } text)
        {
            return null;
        }
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : throw new InvalidOperationException($"The setting VPNMESH_{name} must be a whole number of 0 or more.");
    }
}
