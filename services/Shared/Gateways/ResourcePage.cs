using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Shared.Gateways;

/// <summary>A resource that takes quota, as it is written.</summary>
internal sealed record WrittenResource
{
    public required string ProjectId { get; init; }
    public required string Id { get; init; }

    /// <summary>JSON list of the zones of a gateway; null for other resources.</summary>
    public string? Zones { get; init; }
}

/// <summary>Pages of written resources, for Governance.</summary>
internal static class ResourcePage
{
    private const int Greatest = 1000;

    /// <summary>How many resources a page may have.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static int Limit(ListResourcesRequest request) => request.Limit is >= 1 and <= Greatest
        ? request.Limit
        : throw ErrorCatalogue.InvalidRequest.For("limit", $"limit must be 1 to {Greatest}");

    public static ListResourcesResponse Of(IEnumerable<WrittenResource> page) => new()
    {
        Resources =
        {
            page.Select(resource => new OwnedResource
            {
                ProjectId = resource.ProjectId,
                ResourceId = resource.Id,
                Zones = { resource.Zones.ToStrings() },
            }),
        },
    };
}
