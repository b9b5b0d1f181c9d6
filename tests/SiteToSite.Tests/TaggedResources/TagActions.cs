using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Protos.Resource.V5;

namespace VpnMesh.SiteToSite.Tests.TaggedResources;

/// <summary>What the tests do with tags, in the words of the operations, which Governance answers.</summary>
internal static class TagActions
{
    public static Tags.TagsClient Tags(this TestSystem system) => system.Client(channel => new Tags.TagsClient(channel));

    public static async Task TagAsync(
        this TestSystem system, CallerContext caller, string type, string id, params (string Key, string Value)[] tags) =>
        await system.Tags().BatchCreateResourceTagsAsync(
            new() { ResourceType = type, ResourceId = id, Tags = { tags.Select(tag => New(tag.Key, tag.Value)) } }, system.As(caller));

    /// <summary>Removes tags; a value of null stands for whatever value.</summary>
    public static async Task UntagAsync(
        this TestSystem system, CallerContext caller, string type, string id, params (string Key, string? Value)[] tags) =>
        await system.Tags().BatchDeleteResourceTagsAsync(
            new() { ResourceType = type, ResourceId = id, Tags = { tags.Select(tag => New(tag.Key, tag.Value)) } }, system.As(caller));

    public static async Task<IReadOnlyDictionary<string, string>> TagsOfAsync(this TestSystem system, CallerContext caller, string type, string id) =>
        (await system.Tags().ShowResourceTagsAsync(new() { ResourceType = type, ResourceId = id }, system.As(caller))).Tags.ToPairs();

    public static IReadOnlyDictionary<string, string> ToPairs(this IEnumerable<ResourceTag> tags) =>
        tags.ToDictionary(tag => tag.Key, tag => tag.Value);

    /// <summary>Ids of the resources with a name, or of all.</summary>
    public static async Task<string[]> FindAsync(this TestSystem system, CallerContext caller, string type, string? name = null)
    {
        var request = new ListResourcesByTagsRequest { ResourceType = type };
        if (name is not null)
        {
            request.Matches.Add(new TagMatch { Key = "resource_name", Value = name });
        }
        return [.. (await system.Tags().ListResourcesByTagsAsync(request, system.As(caller))).Resources.Select(resource => resource.ResourceId)];
    }

    private static ResourceTag New(string key, string? value)
    {
        var tag = new ResourceTag { Key = key };
        if (value is not null)
        {
            tag.Value = value;
        }
        return tag;
    }
}
