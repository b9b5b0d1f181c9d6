using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Tags;

namespace VpnMesh.Shared.Gateways.Tags;

/// <summary>What becomes of the tags of a resource.</summary>
internal static class TagSet
{
    /// <summary>The tags after a change; those that stay keep their places.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>: they would be too many.</exception>
    public static IReadOnlyList<ResourceTag> Changed(IEnumerable<ResourceTag> before, ChangeTagsRequest change)
    {
        var tags = before.Where(tag => !change.Remove.Any(removed => Removes(removed, tag))).ToList();
        foreach (var tag in change.Set)
        {
            var place = tags.FindIndex(present => present.Key == tag.Key);
            if (place < 0)
            {
                tags.Add(tag);
                continue;
            }
            tags[place] = tag;
        }
        return tags.Count <= TagText.MostTags
            ? tags
            : throw ErrorCatalogue.InvalidRequest.For("tags", $"tags must leave the resource with at most {TagText.MostTags} tags");
    }

    private static bool Removes(ResourceTag removed, ResourceTag tag) => removed.Key == tag.Key && (!removed.HasValue || removed.Value == tag.Value);
}
