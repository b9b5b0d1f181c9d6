using VpnMesh.Governance.Inventory;
using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Governance.Quotas;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// BindEips: other EIPs for a gateway. Until the gateway has told of them the same call may be repeated and gives the same answer;
/// from then on their places are taken. A change that is given up undoes what it bound; one that dies leaves it to
/// <see cref="BindingExpiry"/>.
/// </summary>
internal sealed class BindEips(
    GovernanceDatabase database,
    InventorySettings settings,
    OfferCache offers,
    EipPool pool,
    EipChoice eipChoice,
    ReservationLifetime lifetime,
    TimeProvider time)
{
    public async Task<BindEipsResponse> RunAsync(string projectId, BindEipsRequest request, CancellationToken cancellationToken)
    {
        var count = (request.HasEipId1 ? 1 : 0) + (request.HasEipId2 ? 1 : 0);
        return await database.AgainWhenOvertakenAsync(async attempt =>
        {
            if (attempt > 1)
            {
                await pool.ForgetAsync(cancellationToken);
            }
            var addresses = await pool.TakeAsync(settings.Open ? count : 0, cancellationToken);
            return await database.InGroupAsync(
                session => BindAsync(session, projectId, request, addresses), cancellationToken, projectId);
        });
    }

    private static List<EipPlace> Places(BindEipsRequest request, bool isP2c)
    {
        if (isP2c)
        {
            return request.HasEipId1 ? [new EipPlace("p2c_vpn_gateway.eip_id", "", 1, new EipWish { Id = request.EipId1 })] : [];
        }
        var places = new List<EipPlace>();
        if (request.HasEipId1)
        {
            places.Add(new EipPlace("vpn_gateway.eip_id_1", "", 1, new EipWish { Id = request.EipId1 }));
        }
        if (request.HasEipId2)
        {
            places.Add(new EipPlace("vpn_gateway.eip_id_2", "", 2, new EipWish { Id = request.EipId2 }));
        }
        return places;
    }

    private async Task<BindEipsResponse> BindAsync(
        Session session, string projectId, BindEipsRequest request, IReadOnlyList<long> addresses)
    {
        var gateway = await ReservationStore.FindAsync(session, projectId, request.ResourceId) ?? throw ErrorCatalogue.NotFound.With();
        var isP2c = gateway.ResourceType == QuotaLimits.P2cVpnGateway;
        var places = Places(request, isP2c);
        var group = request.PublicBorderGroup is { Length: > 0 } given ? given : gateway.PublicBorderGroup!;
        var terms = new EipTerms(projectId, request.ResourceId, group, request.MaxBandwidthSize, isP2c);
        var bound = await EipStore.OfGatewayAsync(session, projectId, request.ResourceId);
        var repeated = places.Where(place => bound.Any(eip => eip.Place == place.Place && eip.Id == place.Id && eip.PendingBy is not null)).ToList();
        var fresh = places.Except(repeated).ToList();
        var chosen = await ChooseAsync(session, terms, request.BindingId, fresh, addresses);
        if (fresh.Find(place => bound.Any(eip => eip.Place == place.Place)) is { } taken)
        {
            throw ErrorCatalogue.EipStillBound.At(taken.Field);
        }
        if (request.CheckOnly)
        {
            return new BindEipsResponse();
        }
        if (repeated.Count > 0)
        {
            await EipStore.TakeOverAsync(
                session, projectId, request.ResourceId, [.. repeated.Select(place => place.Id!)], request.BindingId, time.NowMs());
        }
        await EipBinding.BindAsync(session, chosen);
        var rows = chosen.Select(eip => eip.Row).Concat(bound.Where(eip => eip.PendingBy is not null));
        return Response(places, rows.ToDictionary(eip => eip.Id));
    }

    private async Task<IReadOnlyList<ChosenEip>> ChooseAsync(
        Session session, EipTerms terms, string bindingId, List<EipPlace> places, IReadOnlyList<long> addresses)
    {
        if (places.Count == 0)
        {
            return [];
        }
        var offered = await offers.AtAsync(session, await InventoryStore.RevisionAsync(session));
        var known = await eipChoice.FindAsync(session, terms.ProjectId, places);
        var chosen = eipChoice.Choose(known, offered, terms, places, addresses);
        var since = time.NowMs();
        return [.. chosen.Select(eip => eip with { Row = eip.Row with { PendingBy = bindingId, PendingSince = since } })];
    }

    private BindEipsResponse Response(List<EipPlace> places, Dictionary<string, EipRow> rows)
    {
        var response = new BindEipsResponse { ValidMs = lifetime.ValidMs };
        foreach (var place in places)
        {
            var eip = rows[place.Id!].ToBoundEip(place.Wish.Id);
            if (place.Place == 1)
            {
                response.Eip1 = eip;
                continue;
            }
            response.Eip2 = eip;
        }
        return response;
    }
}
