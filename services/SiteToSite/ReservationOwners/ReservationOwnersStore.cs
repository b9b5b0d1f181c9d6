using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.ReservationOwners;

/// <summary>SQL that tells which resources are written.</summary>
internal static class ReservationOwnersStore
{
    // Types of resources that take quota and their tables; also which tables may be named in the SQL.
    private static readonly string[] Tables = ["vpn_gateway", "customer_gateway", "vpn_connection"];

    /// <exception cref="DomainException">A type that is not known here: nobody may take it for not written.</exception>
    public static async Task<IReadOnlyList<string>> WhichAreWrittenAsync(this Session session, IReadOnlyCollection<ResourceRef> resources)
    {
        if (resources.FirstOrDefault(resource => !Tables.Contains(resource.ResourceType)) is { } unknown)
        {
            throw ErrorCatalogue.InvalidRequest.For("resource_type", $"resource_type {unknown.ResourceType} is not known");
        }
        var written = new List<string>();
        foreach (var group in resources.GroupBy(resource => (resource.ResourceType, resource.ProjectId)))
        {
            var ids = group.Select(resource => resource.ResourceId).ToArray();
            written.AddRange(await session.QueryAsync<string>(
                $"SELECT id FROM {group.Key.ResourceType} WHERE project_id = @ProjectId AND id IN @ids", new { group.Key.ProjectId, ids }));
        }
        return written;
    }
}
