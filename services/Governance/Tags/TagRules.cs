using Google.Protobuf.Collections;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Api.Tags;

namespace VpnMesh.Governance.Tags;

/// <summary>What requests about tags must be like by themselves.</summary>
internal static class TagRules
{
    /// <summary>The only field that <c>matches</c> can name.</summary>
    public const string ResourceName = "resource_name";

    private const int MostValues = 20;
    private const int MostOnPage = 1000;

    /// <summary>Tags to be set; what has no value gets the empty one.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckNew(string resourceId, RepeatedField<ResourceTag> tags)
    {
        var violations = new Violations();
        CheckList(violations, resourceId, tags);
        foreach (var (index, tag) in tags.Index())
        {
            if (!TagText.IsKey(tag.Key))
            {
                violations.Add($"tags[{index}].key", $"is required: 1 to {TagText.LongestKey} {TagText.Alphabet}");
            }
            if (!TagText.IsValue(tag.Value))
            {
                violations.Add($"tags[{index}].value", $"must be at most {TagText.LongestValue} {TagText.Alphabet}");
            }
        }
        violations.ThrowIfAny();
    }

    /// <summary>Tags to be removed.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckRemoved(string resourceId, RepeatedField<ResourceTag> tags)
    {
        var violations = new Violations();
        CheckList(violations, resourceId, tags);
        foreach (var (index, tag) in tags.Index())
        {
            violations.Key($"tags[{index}].key", tag.Key);
            violations.Value($"tags[{index}].value", tag.Value);
        }
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckId(string resourceId)
    {
        var violations = new Violations();
        violations.Id(resourceId);
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckQuery(RepeatedField<TagCondition> tags, RepeatedField<TagMatch> matches, long? limit = null, long? offset = null)
    {
        var violations = new Violations();
        violations.Conditions(tags);
        violations.Matches(matches);
        if (limit is < 1 or > MostOnPage)
        {
            violations.Add("limit", $"must be 1 to {MostOnPage}");
        }
        if (offset < 0)
        {
            violations.Add("offset", "must be 0 or more");
        }
        violations.ThrowIfAny();
    }

    private static void CheckList(Violations violations, string resourceId, RepeatedField<ResourceTag> tags)
    {
        violations.Id(resourceId);
        if (tags.Count is 0 or > TagText.MostTags)
        {
            violations.Add("tags", $"is required and must have 1 to {TagText.MostTags} elements");
        }
        violations.Distinct(tags.Select(tag => tag.HasKey ? tag.Key : null));
    }

    private static void Conditions(this Violations violations, RepeatedField<TagCondition> tags)
    {
        if (tags.Count > TagText.MostTags)
        {
            violations.Add("tags", $"must have at most {TagText.MostTags} elements");
        }
        violations.Distinct(tags.Select(tag => tag.HasKey ? tag.Key : null));
        foreach (var (index, tag) in tags.Index())
        {
            violations.Key($"tags[{index}].key", tag.Key);
            if (tag.Values is null || tag.Values.Items.Count > MostValues)
            {
                violations.Add($"tags[{index}].values", $"is required and must have at most {MostValues} elements");
            }
            foreach (var (place, value) in (tag.Values?.Items ?? []).Index())
            {
                violations.Value($"tags[{index}].values[{place}]", value);
            }
        }
    }

    private static void Matches(this Violations violations, RepeatedField<TagMatch> matches)
    {
        foreach (var (index, match) in matches.Index())
        {
            if (match.Key != ResourceName)
            {
                violations.Add($"matches[{index}].key", $"is required and must be {ResourceName}");
            }
            if (!match.HasValue)
            {
                violations.Add($"matches[{index}].value", "is required");
            }
            violations.Value($"matches[{index}].value", match.Value);
        }
    }

    private static void Id(this Violations violations, string resourceId)
    {
        if (!Wire.IsUuid(resourceId))
        {
            violations.Add("resource_id", "must be a UUID");
        }
    }

    private static void Distinct(this Violations violations, IEnumerable<string?> keys)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, key) in keys.Index())
        {
            if (key is not null && !seen.Add(key))
            {
                violations.Add($"tags[{index}].key", "is given twice");
            }
        }
    }

    private static void Key(this Violations violations, string field, string key)
    {
        if (key.Length is 0 or > TagText.LongestKey)
        {
            violations.Add(field, $"is required and must be 1 to {TagText.LongestKey} characters long");
        }
    }

    private static void Value(this Violations violations, string field, string value)
    {
        if (value.Length > TagText.LongestValue)
        {
            violations.Add(field, $"must be at most {TagText.LongestValue} characters long");
        }
    }
}
