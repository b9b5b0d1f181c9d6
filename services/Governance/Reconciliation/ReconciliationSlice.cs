namespace VpnMesh.Governance.Reconciliation;

internal static class ReconciliationSlice
{
    public static void AddReconciliation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ReconciliationPace.Of(builder.Configuration));
        builder.Services.AddSingleton<DriftEvents>();
        builder.Services.AddSingleton<OrphanRepair>();
        builder.Services.AddSingleton<MissingReservationRepair>();
        builder.Services.AddHostedService<CounterReconciliation>();
    }
}
