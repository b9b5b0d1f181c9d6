using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>Writes which EIPs a gateway has.</summary>
internal static class EipBinding
{
    /// <summary>Adds the new EIPs and binds the existing ones.</summary>
    /// <exception cref="OvertakenException">One that was free is not any more.</exception>
    public static async Task BindAsync(Session session, IReadOnlyList<ChosenEip> eips)
    {
        if (eips is [{ IsNew: true } first, { IsNew: true } second])
        {
            await EipStore.InsertAsync(session, first.Row, second.Row);
            return;
        }
        foreach (var eip in eips)
        {
            if (eip.IsNew)
            {
                await EipStore.InsertAsync(session, eip.Row);
                continue;
            }
            if (await EipStore.BindAsync(session, eip.Row) == 0)
            {
                throw new OvertakenException();
            }
        }
    }
}
