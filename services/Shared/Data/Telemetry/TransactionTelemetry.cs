using System.Diagnostics;
using System.Diagnostics.Metrics;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Shared.Data.Telemetry;

/// <summary>How long transactions take, with the time that they wait for their turn, and a span of each that a request waits for.</summary>
internal static class TransactionTelemetry
{
    public const string Committed = "committed";
    public const string RolledBack = "rolled_back";

    private static readonly Histogram<double> Durations =
        PartTelemetry.Duration("vpnmesh.transaction.duration", "Time of transactions, with the wait for their turn.");

    public static Activity? Begin(string part) => Tracing.Below("transaction", ActivityKind.Client)?.SetTag("vpnmesh.part", part);

    public static void End(string part, long start, string outcome)
    {
        if (Durations.Enabled)
        {
            Durations.Record(
                PartTelemetry.Since(start),
                new KeyValuePair<string, object?>("part", part),
                new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
