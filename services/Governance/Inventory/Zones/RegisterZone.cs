using System.Text.Json;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.Zones;

/// <summary>RegisterZone: adds a zone or replaces what it offers; one of the settings is replaced too.</summary>
internal static class RegisterZone
{
    public static async Task<RegisterZoneResponse> RunAsync(
        GovernanceDatabase database, RegisterZoneRequest request, CancellationToken cancellationToken)
    {
        var zone = request.Zone ?? throw Refusals.Invalid("zone", "must be given");
        Validate(zone);
        var row = new ZoneRow
        {
            Name = zone.Name,
            PublicBorderGroup = zone.PublicBorderGroup,
            SoldOut = zone.SoldOut ? 1 : 0,
            Specs = ZoneSpecs.ToJson(zone.Specs),
            P2cFlavors = JsonSerializer.Serialize(zone.P2CFlavors),
        };
        return await database.InTransactionAsync(async session =>
        {
            await InventoryStore.RaiseRevisionAsync(session);
            await ZoneStore.SaveAsync(session, row);
            return new RegisterZoneResponse();
        }, cancellationToken);
    }

    private static void Validate(Zone zone)
    {
        if (zone.Name.Length == 0 || zone.Name.Contains(',', StringComparison.Ordinal))
        {
            throw Refusals.Invalid("zone.name", "must be given and must not contain a comma");
        }
        if (zone.PublicBorderGroup.Length == 0)
        {
            throw Refusals.Invalid("zone.public_border_group", "must be given: center, or the name of an edge site");
        }
        for (var i = 0; i < zone.Specs.Count; i++)
        {
            if (!ZoneSpecs.All.Contains(zone.Specs[i]))
            {
                throw Refusals.Invalid($"zone.specs[{i}]", "must be a combination of flavor, attachment_type and ip_version that exists");
            }
        }
        ValidateP2c(zone);
    }

    // Gateways of point-to-cloud take only EIPs of the central site (contract: VPN.0555).
    private static void ValidateP2c(Zone zone)
    {
        if (zone.P2CFlavors.Count > 0 && zone.PublicBorderGroup != ZoneChoice.Center)
        {
            throw Refusals.Invalid("zone.p2c_flavors", $"must be empty unless public_border_group is {ZoneChoice.Center}");
        }
        for (var i = 0; i < zone.P2CFlavors.Count; i++)
        {
            _ = Given.OneOf($"zone.p2c_flavors[{i}]", zone.P2CFlavors[i], [.. ZoneSpecs.P2cFlavors]);
        }
    }
}
