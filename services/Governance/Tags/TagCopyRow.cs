using System.Text.Json;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Resource.V5;

namespace VpnMesh.Governance.Tags;

/// <summary>A row of <c>tag_copy</c>; see its migration for the columns.</summary>
internal sealed record TagCopyRow
{
    public required string ProjectId { get; init; }
    public required string ResourceType { get; init; }
    public string? CaughtUpTo { get; init; }
    public long Stale { get; init; }
}

/// <summary>A row of <c>tagged_resource</c>; see its migration for the columns.</summary>
internal sealed record TaggedResourceRow
{
    public required string ProjectId { get; init; }
    public required string ResourceType { get; init; }
    public required string ResourceId { get; init; }
    public required string Name { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public required long CreatedAt { get; init; }
    public required long Version { get; init; }
    public required string Tags { get; init; }
    public long? GoneAt { get; init; }

    /// <param name="projectId">Project of the resource.</param>
    /// <param name="type">Its type.</param>
    /// <param name="resource">The resource as its owner tells it.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static TaggedResourceRow Of(string projectId, string type, TaggedResource resource, long now) => new()
    {
        ProjectId = projectId,
        ResourceType = type,
        ResourceId = resource.ResourceId,
        Name = resource.Name,
        EnterpriseProjectId = resource.EnterpriseProjectId,
        CreatedAt = resource.CreatedAtMs,
        Version = resource.Version,
        Tags = JsonSerializer.Serialize(resource.Tags.Select(tag => new StoredTag(tag.Key, tag.Value))),
        GoneAt = resource.Gone ? now : null,
    };

    public IEnumerable<ResourceTag> ResourceTags() =>
        JsonSerializer.Deserialize<StoredTag[]>(Tags)!.Select(tag => new ResourceTag { Key = tag.Key, Value = tag.Value });

    /// <summary>The rows of <c>resource_tag</c>.</summary>
    public IEnumerable<ResourceTagRow> TagRows() =>
        ResourceTags().Select(tag => new ResourceTagRow(ProjectId, ResourceType, ResourceId, tag.Key, tag.Value, CreatedAt));

    private sealed record StoredTag(string Key, string Value);
}

/// <summary>A row of <c>resource_tag</c>; see its migration for the columns.</summary>
internal sealed record ResourceTagRow(string ProjectId, string ResourceType, string ResourceId, string TagKey, string TagValue, long CreatedAt);
