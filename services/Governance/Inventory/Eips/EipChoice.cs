using System.Security.Cryptography;
using VpnMesh.Governance.Inventory.Bandwidths;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory.Eips;

/// <summary>One of the two EIPs that a gateway asks for.</summary>
/// <param name="Field">JSON path under which the caller sent it; that of its id ends with <paramref name="IdSuffix"/>.</param>
/// <param name="IdSuffix">What follows <paramref name="Field"/> when the id is meant.</param>
/// <param name="Place">1 or 2.</param>
/// <param name="Wish">What is asked for.</param>
internal sealed record EipPlace(string Field, string IdSuffix, int Place, EipWish Wish)
{
    /// <summary>The id in the form in which it is stored; null when a new EIP is asked for.</summary>
    public string? Id => Wish.HasId ? Wish.Id.ToLowerInvariant() : null;

    public string IdField => Field + IdSuffix;
}

/// <summary>An EIP as it will be bound.</summary>
/// <param name="Place">The place it is for.</param>
/// <param name="Row">Its row.</param>
/// <param name="IsNew">Whether the row is still to be added.</param>
internal sealed record ChosenEip(EipPlace Place, EipRow Row, bool IsNew);

/// <summary>What the EIPs of a gateway must agree with.</summary>
/// <param name="ProjectId">The caller's project.</param>
/// <param name="GatewayId">The gateway.</param>
/// <param name="PublicBorderGroup">That of its zones.</param>
/// <param name="MaxBandwidthSize">Limit of its flavour, Mbit/s.</param>
/// <param name="IsP2c">Whether it is a point-to-cloud gateway, which takes no shared bandwidth.</param>
internal sealed record EipTerms(string ProjectId, string GatewayId, string PublicBorderGroup, long MaxBandwidthSize, bool IsP2c);

/// <summary>What the inventory has of what a gateway names for its EIPs.</summary>
/// <param name="Eips">EIPs of the project; one that is not among them is used for the first time.</param>
/// <param name="Bandwidths">Shared bandwidths.</param>
internal sealed record KnownEips(IReadOnlyList<EipRow> Eips, IReadOnlyList<BandwidthRow> Bandwidths);

/// <summary>Checks the EIPs that a gateway asks for against the inventory and makes the new ones.</summary>
internal sealed class EipChoice(InventorySettings settings, TimeProvider time)
{
    private const long FirstUseBandwidth = 300;

    /// <summary>Finds what is named: whether it exists is told before anything else about it.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0551</c></exception>
    public async Task<KnownEips> FindAsync(Session session, string projectId, IReadOnlyList<EipPlace> places)
    {
        var found = await FindEipsAsync(session, places);
        if (places.FirstOrDefault(place => !MayBeNamed(place, projectId, found)) is { } unknown)
        {
            throw ErrorCatalogue.EipNotFound.At(unknown.IdField, unknown.Wish.Id);
        }
        var known = new KnownEips(found, await FindBandwidthsAsync(session, projectId, places));
        foreach (var place in places.Where(place => place.Wish.HasBandwidthId))
        {
            _ = SharedBandwidth(place, known);
        }
        return known;
    }

    /// <summary>Checks and chooses; binds nothing yet.</summary>
    /// <exception cref="DomainException">
    /// <c>VPN.0550</c>, <c>VPN.0552</c>, <c>VPN.0553</c>, <c>VPN.0554</c>, <c>VPN.0555</c>, <c>VPN.0556</c>, <c>VPN.0557</c>,
    /// <c>VPN.0558</c>
    /// </exception>
    public IReadOnlyList<ChosenEip> Choose(
        KnownEips known, Offers offers, EipTerms terms, IReadOnlyList<EipPlace> places, IReadOnlyList<long> addresses)
    {
        RefuseSameTwice(places);
        var free = new Queue<long>(addresses);
        return [.. places.Select(place => place.Id is null
            ? Create(place, offers, terms, known, free)
            : Check(Named(place, terms, known, free), offers, terms))];
    }

    private bool MayBeNamed(EipPlace place, string projectId, IReadOnlyList<EipRow> found) =>
        place.Id is not { } id || (found.FirstOrDefault(eip => eip.Id == id) is { } row ? row.ProjectId == projectId : settings.Open && Wire.IsUuid(id));

    private static async Task<IReadOnlyList<EipRow>> FindEipsAsync(Session session, IReadOnlyList<EipPlace> places) =>
        places.Any(place => place.Id is not null)
            ? await EipStore.FindBothAsync(session, places[0].Id, places[^1].Id)
            : [];

    private static async Task<IReadOnlyList<BandwidthRow>> FindBandwidthsAsync(Session session, string projectId, IReadOnlyList<EipPlace> places)
    {
        if (places.All(place => !place.Wish.HasBandwidthId))
        {
            return [];
        }
        var ids = places.Select(place => place.Wish.HasBandwidthId ? place.Wish.BandwidthId.ToLowerInvariant() : null).ToList();
        return await BandwidthStore.FindAsync(session, projectId, ids[0], ids[^1]);
    }

    private static void RefuseSameTwice(IReadOnlyList<EipPlace> places)
    {
        if (places is [{ Id: { } id1 }, { Id: { } id2 }] && id1 == id2)
        {
            throw ErrorCatalogue.EipBound.At(places[1].IdField, places[1].Wish.Id);
        }
    }

    private ChosenEip Named(EipPlace place, EipTerms terms, KnownEips known, Queue<long> free)
    {
        if (known.Eips.FirstOrDefault(eip => eip.Id == place.Id) is { } row)
        {
            return new ChosenEip(place, row, IsNew: false);
        }
        var firstUse = NewRow(place.Id!, terms, "5_bgp", Take(free, place, "5_bgp")) with
        {
            BandwidthSize = Math.Min(FirstUseBandwidth, terms.MaxBandwidthSize),
        };
        return new ChosenEip(place, firstUse, IsNew: true);
    }

    private static ChosenEip Check(ChosenEip eip, Offers offers, EipTerms terms)
    {
        var (place, row, _) = eip;
        if (row.Frozen == 1)
        {
            throw ErrorCatalogue.EipFrozen.At(place.IdField, place.Wish.Id);
        }
        if (row.BoundTo is not null)
        {
            throw ErrorCatalogue.EipBound.At(place.IdField, place.Wish.Id);
        }
        if (terms.IsP2c && row.ShareType == EipRow.Shared)
        {
            throw ErrorCatalogue.EipShared.At(place.IdField, place.Wish.Id);
        }
        if (row.PublicBorderGroup != terms.PublicBorderGroup)
        {
            throw ErrorCatalogue.EipNotCentral.At(place.IdField, place.Wish.Id);
        }
        if (terms.IsP2c && !offers.EipTypes.ContainsKey(row.Type))
        {
            throw ErrorCatalogue.EipType.At(place.IdField, row.Type);
        }
        if (row.BandwidthSize > terms.MaxBandwidthSize)
        {
            throw ErrorCatalogue.EipBandwidth.At(place.IdField);
        }
        return eip with { Row = row with { BoundTo = terms.GatewayId, Place = place.Place } };
    }

    private ChosenEip Create(EipPlace place, Offers offers, EipTerms terms, KnownEips known, Queue<long> free)
    {
        var wish = place.Wish;
        var shared = SharedBandwidth(place, known);
        if ((shared?.Size ?? wish.BandwidthSize) > terms.MaxBandwidthSize)
        {
            throw ErrorCatalogue.EipBandwidth.At(place.Field + (shared is null ? ".bandwidth_size" : ".bandwidth_id"));
        }
        if (!offers.EipTypes.TryGetValue(wish.Type, out var isSoldOut))
        {
            throw ErrorCatalogue.EipType.At(place.Field + ".type", wish.Type);
        }
        if (isSoldOut)
        {
            throw ErrorCatalogue.EipSoldOut.At(place.Field + ".type", wish.Type);
        }
        var row = NewRow(time.NewId(), terms, wish.Type, Take(free, place, wish.Type)) with
        {
            Place = place.Place,
            BoundTo = terms.GatewayId,
            CreatedWith = terms.GatewayId,
        };
        return new ChosenEip(place, shared is null ? OwnBandwidth(row, wish) : Joined(row, shared), IsNew: true);
    }

    private static BandwidthRow? SharedBandwidth(EipPlace place, KnownEips known)
    {
        if (!place.Wish.HasBandwidthId)
        {
            return place.Wish is { HasType: true, HasBandwidthSize: true } ? null : throw ErrorCatalogue.EipIncomplete.At(place.Field);
        }
        var id = place.Wish.BandwidthId.ToLowerInvariant();
        return known.Bandwidths.FirstOrDefault(bandwidth => bandwidth.Id == id)
            ?? throw Refusals.Invalid(place.Field + ".bandwidth_id", "must be the id of a shared bandwidth of the project");
    }

    private static EipRow OwnBandwidth(EipRow row, EipWish wish) => row with
    {
        ChargeMode = wish.HasChargeMode ? wish.ChargeMode : row.ChargeMode,
        BandwidthSize = wish.BandwidthSize,
        BandwidthName = wish.HasBandwidthName ? wish.BandwidthName : row.BandwidthName,
    };

    private static EipRow Joined(EipRow row, BandwidthRow bandwidth) => row with
    {
        BandwidthId = bandwidth.Id,
        BandwidthSize = bandwidth.Size,
        BandwidthName = bandwidth.Name,
        ShareType = EipRow.Shared,
    };

    private static long Take(Queue<long> free, EipPlace place, string type) =>
        free.TryDequeue(out var address) ? address : throw ErrorCatalogue.EipSoldOut.At(place.Field, type);

    private EipRow NewRow(string id, EipTerms terms, string type, long address) => new()
    {
        Id = id,
        ProjectId = terms.ProjectId,
        Type = type,
        Address = address,
        ChargeMode = "bandwidth",
        BandwidthId = time.NewId(),
        BandwidthSize = 0,
        BandwidthName = (terms.IsP2c ? "p2c-" : "") + "vpngw-bandwidth-" + RandomNumberGenerator.GetString("0123456789abcdef", 4),
        ShareType = EipRow.Own,
        PublicBorderGroup = terms.PublicBorderGroup,
    };
}
