using System.Text.Json;
using VpnMesh.Governance.Inventory;
using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Governance.Inventory.Subnets;
using VpnMesh.Governance.Inventory.Zones;
using VpnMesh.Governance.Quotas;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// ReserveVpnGateway, and what ReserveP2cVpnGateway has in common with it: looks everything up, checks it in the order of the contract, and
/// takes quota, EIPs and addresses in the same transaction. What was free when looked up but is gone when taken makes it look again.
/// </summary>
internal sealed class ReserveVpnGateway(
    GovernanceDatabase database,
    InventorySettings settings,
    OfferCache offers,
    EipPool pool,
    EipChoice eipChoice,
    QuotaLimits limits,
    ReservationLifetime lifetime,
    TimeProvider time)
{
    public Task<ReserveVpnGatewayResponse> RunAsync(GatewayRequest gateway, CancellationToken cancellationToken) =>
        database.AgainWhenOvertakenAsync(attempt => ReserveAsync(gateway, attempt, cancellationToken));

    private async Task<ReserveVpnGatewayResponse> ReserveAsync(GatewayRequest gateway, int attempt, CancellationToken cancellationToken)
    {
        if (attempt > 1)
        {
            await pool.ForgetAsync(cancellationToken);
        }
        // Addresses come from another transaction, which one store cannot run inside this one.
        var wanted = gateway.Eips.Count(eip => settings.Open || eip.Id is null);
        var addresses = await pool.TakeAsync(wanted, cancellationToken);
        return await database.InGroupAsync(session => ReserveAsync(session, gateway, addresses), cancellationToken, gateway.ProjectId);
    }

    private async Task<ReserveVpnGatewayResponse> ReserveAsync(Session session, GatewayRequest gateway, IReadOnlyList<long> addresses)
    {
        var known = await GatewaySnapshotStore.ReadAsync(session, gateway);
        if (known.Reserved == 1)
        {
            return await RepeatAsync(session, gateway);
        }
        if (settings.Open && await GatewayNetwork.RememberAsync(session, gateway, known))
        {
            known = await GatewaySnapshotStore.ReadAsync(session, gateway);
        }
        GatewayNetwork.CheckExistence(gateway, known);
        var named = await eipChoice.FindAsync(session, gateway.ProjectId, gateway.Eips);
        GatewayNetwork.CheckSubnets(gateway, known);
        var offered = await offers.AtAsync(session, known.Revision);
        var zones = ZoneChoice.Choose(offered, gateway.Sent.Zones, gateway.ZoneNeed);
        var group = zones[0].PublicBorderGroup;
        var terms = new EipTerms(gateway.ProjectId, gateway.Id, group, gateway.Sent.MaxBandwidthSize, gateway.IsP2c);
        var eips = eipChoice.Choose(named, offered, terms, gateway.Eips, addresses);
        var used = gateway.IsPrivate ? await SubnetStore.UsedAddressesAsync(session, gateway.ProjectId, gateway.AccessSubnetId) : [];
        var wanted = NamedAddresses(gateway, known, used);
        GatewayNetwork.CheckFreeAddresses(gateway, known);
        await TakeAsync(session, gateway, known, zones, eips);
        var response = Response([.. zones.Select(zone => zone.Name)], group, eips.Select(eip => (eip.Row, WrittenId(gateway, eip.Row))));
        if (gateway.IsPrivate)
        {
            var (address1, address2) = wanted ?? PrivateAddresses.Free(known.AccessRange, used) ?? throw new OvertakenException();
            await SubnetStore.TakeAddressesAsync(session, gateway.ProjectId, gateway.AccessSubnetId, gateway.Id, address1, address2);
            Show(response, address1, address2);
        }
        return response;
    }

    private (long, long)? NamedAddresses(GatewayRequest gateway, GatewaySnapshot known, IReadOnlyList<long> used)
    {
        if (!gateway.IsPrivate || !gateway.Sent.HasAccessPrivateIp1 || !gateway.Sent.HasAccessPrivateIp2)
        {
            return null;
        }
        return PrivateAddresses.Named(
            gateway.Sent.AccessPrivateIp1, gateway.Sent.AccessPrivateIp2, settings.Open ? null : known.AccessRange, used);
    }

    private async Task TakeAsync(
        Session session, GatewayRequest gateway, GatewaySnapshot known, IReadOnlyList<Zone> zones, IReadOnlyList<ChosenEip> eips)
    {
        var newEips = eips.Count(eip => eip.IsNew && eip.Row.CreatedWith is not null);
        var eipLimit = await EipLimitAsync(session, gateway.ProjectId, known, newEips);
        var limit = limits.Of(gateway.Type, known.GatewayQuotaIsSet == 1, known.GatewayQuota) ?? 0;
        if ((known.GatewaysUsed ?? 0) >= limit)
        {
            throw ErrorCatalogue.GatewayQuota.With();
        }
        if (known.GatewaysUsed is null)
        {
            await QuotaStore.EnsureAsync(session, gateway.ProjectId, gateway.Type);
        }
        var reservation = new ReservationRow
        {
            ProjectId = gateway.ProjectId,
            ResourceId = gateway.Id,
            ResourceType = gateway.Type,
            Zones = JsonSerializer.Serialize(zones.Select(zone => zone.Name)),
            PublicBorderGroup = zones[0].PublicBorderGroup,
        };
        if (!await ReservationStore.InsertAsync(session, reservation, limit, newEips, eipLimit, time.NowMs()))
        {
            throw new OvertakenException();
        }
        await EipBinding.BindAsync(session, eips);
    }

    private async Task<long?> EipLimitAsync(Session session, string projectId, GatewaySnapshot known, int newEips)
    {
        if (newEips == 0)
        {
            return null;
        }
        var limit = limits.Of(QuotaLimits.Eip, known.EipQuotaIsSet == 1, known.EipQuota)
            ?? throw ErrorCatalogue.EipQuotaMissing.With();
        if ((known.EipsUsed ?? 0) > limit - newEips)
        {
            throw ErrorCatalogue.EipQuota.With();
        }
        if (known.EipsUsed is null)
        {
            await QuotaStore.EnsureAsync(session, projectId, QuotaLimits.Eip);
        }
        return limit;
    }

    private async Task<ReserveVpnGatewayResponse> RepeatAsync(Session session, GatewayRequest gateway)
    {
        var reservation = await ReservationStore.FindAsync(session, gateway.ProjectId, gateway.Id);
        if (reservation is not { Zones: { } zones, PublicBorderGroup: { } group } || reservation.ResourceType != gateway.Type)
        {
            throw Refusals.Invalid("resource_id", "is that of another kind of resource");
        }
        var eips = await EipStore.OfGatewayAsync(session, gateway.ProjectId, gateway.Id);
        var response = Response(JsonSerializer.Deserialize<string[]>(zones)!, group, eips.Select(eip => (eip, WrittenId(gateway, eip))));
        if (await SubnetStore.AddressesOfAsync(session, gateway.ProjectId, gateway.Id) is [var address1, var address2])
        {
            Show(response, address1, address2);
        }
        return response;
    }

    private static string? WrittenId(GatewayRequest gateway, EipRow eip) =>
        gateway.Eips.FirstOrDefault(place => place.Id == eip.Id)?.Wish.Id;

    private ReserveVpnGatewayResponse Response(IEnumerable<string> zones, string group, IEnumerable<(EipRow Row, string? WrittenId)> eips)
    {
        var response = new ReserveVpnGatewayResponse { Zones = { zones }, PublicBorderGroup = group, ValidMs = lifetime.ValidMs };
        foreach (var (row, writtenId) in eips)
        {
            var eip = row.ToBoundEip(writtenId);
            if (row.Place == 1)
            {
                response.Eip1 = eip;
                continue;
            }
            response.Eip2 = eip;
        }
        return response;
    }

    private static void Show(ReserveVpnGatewayResponse response, long address1, long address2)
    {
        response.AccessPrivateIp1 = AddressRange.ToText(address1);
        response.AccessPrivateIp2 = AddressRange.ToText(address2);
    }
}
