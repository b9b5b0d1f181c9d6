using VpnMesh.Protos.Events.V1;

namespace VpnMesh.Monitoring.ConnectionLogs;

/// <summary>What the log says about events.</summary>
internal static class LogSentences
{
    public static string Of(VpnConnectionNegotiation negotiation) => negotiation.Kind switch
    {
        "ike_no_response" => "IPSec tunnel negotiation fails.",
        "ike_sa_established" => "IKE SA is established.",
        "child_sa_established" => "IPSec SA is established.",
        "ike_sa_deleted" => "IKE SA is deleted.",
        "configuration_failed" => "IPSec tunnel configuration fails.",
        "reset" => "IPSec tunnel is reset.",
        // Kinds of agents that are newer.
        { Length: > 0 } kind => $"{char.ToUpperInvariant(kind[0])}{kind[1..].Replace('_', ' ')}.",
        _ => "IPSec tunnel event.",
    };

    public static string Of(VpnConnectionStatusChanged change) => $"VPN connection status changes from {change.OldStatus} to {change.NewStatus}.";

    public const string ResetRequested = "VPN connection reset is requested.";
}
