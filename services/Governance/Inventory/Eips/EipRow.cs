using VpnMesh.Governance.Inventory.Subnets;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.Eips;

/// <summary>A row of <c>eip</c>; see its migration for the columns.</summary>
internal sealed record EipRow
{
    /// <summary>Share type of a bandwidth of its own.</summary>
    public const string Own = "PER";

    /// <summary>Share type of a shared bandwidth.</summary>
    public const string Shared = "WHOLE";

    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string Type { get; init; }
    public required long Address { get; init; }
    public required string ChargeMode { get; init; }
    public required string BandwidthId { get; init; }
    public required long BandwidthSize { get; init; }
    public required string BandwidthName { get; init; }
    public required string ShareType { get; init; }
    public string? IpBillingInfo { get; init; }
    public string? BandwidthBillingInfo { get; init; }
    public required string PublicBorderGroup { get; init; }
    public long Frozen { get; init; }
    public string? CreatedWith { get; init; }
    public string? BoundTo { get; init; }
    public long? Place { get; init; }

    /// <summary>The change of a gateway that bound it and is not written yet, as far as is known; null when there is none.</summary>
    public string? PendingBy { get; init; }

    public long? PendingSince { get; init; }

    /// <summary>As answers show it, under the id that the caller wrote.</summary>
    public BoundEip ToBoundEip(string? writtenId)
    {
        var eip = new BoundEip
        {
            Id = writtenId ?? Id,
            Type = Type,
            IpAddress = AddressRange.ToText(Address),
            ChargeMode = ChargeMode,
            BandwidthId = BandwidthId,
            BandwidthSize = BandwidthSize,
            BandwidthName = BandwidthName,
            ShareType = ShareType,
        };
        if (IpBillingInfo is not null)
        {
            eip.IpBillingInfo = IpBillingInfo;
        }
        if (BandwidthBillingInfo is not null)
        {
            eip.BandwidthBillingInfo = BandwidthBillingInfo;
        }
        return eip;
    }
}
