using VpnMesh.Shared.Messaging;

namespace VpnMesh.Metering.Ledger;

/// <summary>The ledger: what events say was used.</summary>
internal static class LedgerSlice
{
    public static void AddLedger(this IHostApplicationBuilder builder) =>
        builder.AddEventHandler<MeteringDatabase, MeteredResourceEvents>();
}
