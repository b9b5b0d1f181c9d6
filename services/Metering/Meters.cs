using System.Globalization;

namespace VpnMesh.Metering;

/// <summary>What is metered, under the names that bills know.</summary>
internal static class Meters
{
    /// <summary>Milliseconds of an hour: rates add up to thousandths of a second times what is counted.</summary>
    public const long Hour = 3_600_000;

    public const string VpnConnection = "vpn_connection";
    public const string ClientSession = "p2c_vgw_connection";
    public const string InboundBytes = "p2c_inbound_bytes";
    public const string OutboundBytes = "p2c_outbound_bytes";

    /// <summary>EIPs that have no bandwidth of their own: it is bought for all that share it, whether they are bound or not.</summary>
    public const string SharedEip = "eip_in_shared_bandwidth";

    private const string GatewayPrefix = "vpn_gateway.";
    private const string ClientGatewayPrefix = "p2c_vpn_gateway.";
    private const string BandwidthPrefix = "eip_bandwidth.";

    public static string VpnGateway(string flavor) => GatewayPrefix + flavor;

    public static string ClientGateway(string flavor) => ClientGatewayPrefix + flavor;

    /// <summary>Bandwidth of EIPs in Mbit/s, by charge mode.</summary>
    public static string Bandwidth(string chargeMode) => BandwidthPrefix + chargeMode;

    /// <summary>Whether a meter adds up amounts, which are used at one time; the others count what lasts.</summary>
    public static bool IsAmount(string meter) => meter is InboundBytes or OutboundBytes;

    /// <summary>What the quantity of a meter is in; null when there is no such meter.</summary>
    public static string? Unit(string meter) => meter switch
    {
        VpnConnection => "connection-hour",
        ClientSession => "session-hour",
        SharedEip => "EIP-hour",
        InboundBytes or OutboundBytes => "byte",
        _ when meter.StartsWith(GatewayPrefix, StringComparison.Ordinal) => "gateway-hour",
        _ when meter.StartsWith(ClientGatewayPrefix, StringComparison.Ordinal) => "gateway-hour",
        _ when meter.StartsWith(BandwidthPrefix, StringComparison.Ordinal) => "Mbit/s-hour",
        _ => null,
    };

    /// <summary>An amount in the unit of its meter: hours with six places, halves away from zero.</summary>
    public static string Quantity(string meter, long amount) => IsAmount(meter)
        ? amount.ToString(CultureInfo.InvariantCulture)
        : decimal.Round((decimal)amount / Hour, 6, MidpointRounding.AwayFromZero).ToString("0.000000", CultureInfo.InvariantCulture);

    /// <summary>The beginning of the hour that a time is in.</summary>
    public static long HourOf(long at) => at - (at % Hour);
}
