using System.Text.RegularExpressions;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnUserGroups;

/// <summary>The rules of form of requests about user groups.</summary>
internal static partial class VpnUserGroupRules
{
    private const string NameField = "user_group.name";

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(NewVpnUserGroup? group)
    {
        var violations = new Violations();
        violations.Required("user_group", group is not null);
        if (group is { HasName: false })
        {
            violations.Required(NameField, false);
        }
        if (group is { HasName: true } && !NewName().IsMatch(group.Name))
        {
            violations.Add(NameField, "must be 1 to 64 CJK characters U+4E00 to U+9FA5, letters, digits, underscores or hyphens");
        }
        violations.Description(group is { HasDescription: true } ? group.Description : null);
        violations.ThrowIfAny();
    }

    /// <summary>Changes may bring names that a creation may not.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(VpnUserGroupChanges? changes)
    {
        var violations = new Violations();
        violations.Required("user_group", changes is not null);
        if (changes is { HasName: true } && !ChangedName().IsMatch(changes.Name))
        {
            violations.Add(NameField, "must be 1 to 64 CJK characters U+4E00 to U+9FA5, letters, digits or special characters, without spaces");
        }
        violations.Description(changes is { HasDescription: true } ? changes.Description : null);
        violations.ThrowIfAny();
    }

    /// <summary>Ids of the users who are to join or leave a group, in lower case; whether they are ids at all is not judged.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.1318</c>, <c>VPN.1315</c></exception>
    public static string[] UserIds(VpnUserReferences? users)
    {
        var violations = new Violations();
        violations.Required("users", users is not null);
        violations.ThrowIfAny();
        if (users!.Items.Count == 0)
        {
            throw ErrorCatalogue.UserListEmpty.For("users");
        }
        foreach (var (index, user) in users.Items.Index())
        {
            violations.Required(FieldOf(index), user.HasId);
        }
        violations.ThrowIfAny();
        var ids = users.Items.Select(user => user.Id.ToLowerInvariant()).ToArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, id) in ids.Index())
        {
            if (!seen.Add(id))
            {
                throw ErrorCatalogue.UserDuplicate.For(FieldOf(index), id);
            }
        }
        return ids;
    }

    /// <summary>JSON path of the id of a user in a list of them.</summary>
    public static string FieldOf(int index) => $"users[{index}].id";

    private static void Required(this Violations violations, string field, bool given)
    {
        if (!given)
        {
            violations.Add(field, "is required");
        }
    }

    private static void Description(this Violations violations, string? description)
    {
        if (description is not null && !DescriptionText().IsMatch(description))
        {
            violations.Add(
                "user_group.description", "must be at most 64 CJK characters U+4E00 to U+9FA5, letters, digits, special characters or spaces");
        }
    }

    [GeneratedRegex(@"\A[\u4e00-\u9fa5A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex NewName();

    [GeneratedRegex(@"\A[\u4e00-\u9fa5!-~]{1,64}\z")]
    private static partial Regex ChangedName();

    [GeneratedRegex(@"\A[\u4e00-\u9fa5 -~]{0,64}\z")]
    private static partial Regex DescriptionText();
}
