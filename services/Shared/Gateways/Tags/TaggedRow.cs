using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Shared.Gateways.Tags;

/// <summary>A resource that can have tags, as far as tags are concerned.</summary>
internal sealed record TaggedRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public string? EnterpriseProjectId { get; init; }
    public required string Name { get; init; }
    public required string Tags { get; init; }
    public required long CreatedAt { get; init; }
    public required long Generation { get; init; }

    public TaggedResource ToMessage(long version) => new()
    {
        ResourceId = Id,
        Name = Name,
        EnterpriseProjectId = EnterpriseProjectId ?? "",
        CreatedAtMs = CreatedAt,
        Version = version,
        Tags = { Tags.ToTags() },
    };
}

/// <summary>A row of <c>tagged_resource_change</c> with the resource that it tells of, which is not there any more when it is gone.</summary>
internal sealed record TagChangeRow
{
    public required string ResourceId { get; init; }
    public required long Version { get; init; }
    public string? EnterpriseProjectId { get; init; }
    public string? Name { get; init; }
    public string? Tags { get; init; }
    public long? CreatedAt { get; init; }

    public TaggedResource ToMessage()
    {
        if (Tags is null)
        {
            return new TaggedResource { ResourceId = ResourceId, Version = Version, Gone = true };
        }
        return new TaggedResource
        {
            ResourceId = ResourceId,
            Name = Name,
            EnterpriseProjectId = EnterpriseProjectId ?? "",
            CreatedAtMs = CreatedAt ?? 0,
            Version = Version,
            Tags = { Tags.ToTags() },
        };
    }
}
