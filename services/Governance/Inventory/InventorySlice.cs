using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Governance.Inventory.Zones;

namespace VpnMesh.Governance.Inventory;

internal static class InventorySlice
{
    public static void AddInventory(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InventorySettings>();
        builder.Services.AddSingleton<OfferCache>();
        builder.Services.AddSingleton<EipPool>();
        builder.Services.AddSingleton<EipChoice>();
        builder.Services.AddSingleton<ListZones>();
        builder.Services.AddSingleton<UnbindEip>();
        builder.Services.AddSingleton<InventoryAdministrationService>();
    }

    public static void MapInventory(this IEndpointRouteBuilder routes) => routes.MapGrpcService<InventoryAdministrationService>();
}
