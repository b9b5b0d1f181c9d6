using System.Globalization;
using System.Text;
using VpnMesh.Protos.Monitoring.V5;

namespace VpnMesh.Monitoring.ConnectionLogs;

/// <summary>
/// A line of the log as the contract shows it: RFC 3339 time with microseconds, host, <c>process[pid]:</c>, address in brackets, a sentence, and
/// <c>Key=[value]</c> pairs in parentheses.
/// </summary>
internal static class LogLine
{
    private const string Unknown = "0.0.0.0";

    /// <summary>The line for an answer.</summary>
    /// <param name="row">What is logged.</param>
    /// <param name="gatewayAddress">Address of the gateway, for a line that does not have it; null when nobody knows it.</param>
    /// <param name="peerAddress">The same of the customer gateway.</param>
    public static Log ToAnswer(ConnectionLogRow row, string? gatewayAddress, string? peerAddress)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(row.TimeMs);
        var address = row.GatewayAddress ?? gatewayAddress ?? Unknown;
        var host = address.Replace('.', '-').Replace(':', '-');
        var stamp = time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        var peer = $"PeerAddress=[{row.PeerAddress ?? peerAddress}], PeerPort=[{row.PeerPort}]";
        var pairs = $"IfIndex=[0], PolicyName=[], SeqNum=[0], {peer}, Reason=[{OneLine(row.Reason)}]";
        return new Log
        {
            Time = time.ToUnixTimeSeconds(),
            RawMessage = $"{stamp}+00:00 host-{host} ipsec_ike[{row.ProcessId}]: [{address}] {OneLine(row.Sentence)} ({pairs})",
        };
    }

    // What agents tell is not ours.
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            line.Append(char.IsControl(character) ? ' ' : character);
        }
        return line.ToString();
    }
}
