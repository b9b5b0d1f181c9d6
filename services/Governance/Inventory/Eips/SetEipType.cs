using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.Eips;

/// <summary>SetEipType: whether new EIPs of a type can be had.</summary>
internal static class SetEipType
{
    public static async Task<SetEipTypeResponse> RunAsync(
        GovernanceDatabase database, SetEipTypeRequest request, CancellationToken cancellationToken)
    {
        var row = new EipTypeRow
        {
            Type = Given.OneOf("type", request.Type, EipTypeStore.Known),
            Offered = request.Offered ? 1 : 0,
            SoldOut = request.SoldOut ? 1 : 0,
        };
        return await database.InTransactionAsync(async session =>
        {
            await InventoryStore.RaiseRevisionAsync(session);
            await EipTypeStore.SaveAsync(session, row);
            return new SetEipTypeResponse();
        }, cancellationToken);
    }
}
