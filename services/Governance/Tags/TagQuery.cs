using VpnMesh.Protos.Governance.V5;

namespace VpnMesh.Governance.Tags;

/// <summary>Which resources of a type a question is about: those that satisfy every condition.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Type">Type of the resources.</param>
/// <param name="WithoutTags">Only those without any tag; then there are no other conditions on tags.</param>
/// <param name="Tags">Keys that they have, each with the values of which one must be theirs; no values: any.</param>
/// <param name="Names">Names that each must have; more than one no resource can have.</param>
internal sealed record TagQuery(
    string ProjectId, string Type, bool WithoutTags, IReadOnlyList<(string Key, string[] Values)> Tags, IReadOnlyList<string> Names)
{
    public static TagQuery Of(
        string projectId, string type, IEnumerable<TagCondition> tags, IEnumerable<TagMatch> matches, bool withoutAnyTag) => new(
        projectId,
        type,
        withoutAnyTag,
        withoutAnyTag ? [] : [.. tags.Select(tag => (tag.Key, tag.Values.Items.Distinct().ToArray()))],
        [.. matches.Select(match => match.Value).Distinct()]);
}
