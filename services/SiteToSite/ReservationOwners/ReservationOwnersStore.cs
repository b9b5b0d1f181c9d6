using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.ReservationOwners;

/// <summary>SQL that tells which resources are written.</summary>
internal static class ReservationOwnersStore
{
    // Types of resources that take quota and their tables; also which tables may be named in the SQL.
    private static readonly string[] Tables = ["vpn_gateway", "customer_gateway", "vpn_connection"];

    /// <summary>Resources of a type in the order of their ids, after a given one.</summary>
    /// <exception cref="DomainException">A type that is not known here: nobody may take it for empty.</exception>
    public static Task<IReadOnlyList<WrittenResource>> ListWrittenAsync(this Session session, string type, string after, int limit)
    {
        if (!Tables.Contains(type))
        {
            throw Unknown(type);
        }
        var zones = type == "vpn_gateway" ? "zones" : "NULL AS zones";
        return session.QueryAsync<WrittenResource>(
            $"SELECT project_id, id, {zones} FROM {type} WHERE id > @after ORDER BY id LIMIT @limit", new { after, limit });
    }

    /// <summary>The tables of these resources.</summary>
    /// <exception cref="DomainException">A type that is not known here: nobody may take it for not written.</exception>
    public static string[] TablesOf(IEnumerable<ResourceRef> resources)
    {
        string[] types = [.. resources.Select(resource => resource.ResourceType).Distinct()];
        return Array.Find(types, type => !Tables.Contains(type)) is { } unknown ? throw Unknown(unknown) : types;
    }

    /// <exception cref="DomainException">A type that is not known here: nobody may take it for not written.</exception>
    public static async Task<IReadOnlyList<string>> WhichAreWrittenAsync(this Session session, IReadOnlyCollection<ResourceRef> resources)
    {
        TablesOf(resources);
        var written = new List<string>();
        foreach (var group in resources.GroupBy(resource => (resource.ResourceType, resource.ProjectId)))
        {
            var ids = group.Select(resource => resource.ResourceId).ToArray();
            written.AddRange(await session.QueryAsync<string>(
                $"SELECT id FROM {group.Key.ResourceType} WHERE project_id = @ProjectId AND id IN @ids", new { group.Key.ProjectId, ids }));
        }
        return written;
    }

    private static DomainException Unknown(string type) =>
        ErrorCatalogue.InvalidRequest.For("resource_type", $"resource_type {type} is not known");
}
