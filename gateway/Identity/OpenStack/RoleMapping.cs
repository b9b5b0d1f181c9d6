using VpnMesh.Identity.Authorization;
using VpnMesh.Identity.Policies;

namespace VpnMesh.Identity.OpenStack;

/// <summary>
/// Which built-in policy a role of Keystone stands for. The role names of the contract (auth.md, section 7) always have theirs; a role
/// without one grants nothing.
/// </summary>
internal sealed class RoleMapping
{
    /// <summary>Name of the setting: pairs of role and policy.</summary>
    public const string Setting = "KEYSTONE_ROLES";

    private const string ByDefault = "admin=VPN FullAccess,member=VPN FullAccess,reader=VPN ReadOnlyAccess";

    private readonly Dictionary<string, string> _policies = BuiltInPolicies.DisplayNames.ToDictionary(
        name => BuiltInPolicies.Find(name)!.Name, name => name, StringComparer.OrdinalIgnoreCase);

    private RoleMapping()
    {
    }

    /// <summary>Reads <c>role=policy,role=policy</c>; null stands for the default.</summary>
    /// <exception cref="InvalidOperationException">A pair is malformed, or there is no such built-in policy.</exception>
    public static RoleMapping Parse(string? text)
    {
        var mapping = new RoleMapping();
        foreach (var pair in (text ?? ByDefault).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } role, var policy] || BuiltInPolicies.Find(policy) is null)
            {
                throw OpenStackSettings.Wrong(
                    Setting, $"must be pairs such as reader=VPN ReadOnlyAccess; the policies are {string.Join(", ", BuiltInPolicies.DisplayNames)}");
            }
            mapping._policies[role] = policy;
        }
        return mapping;
    }

    /// <summary>What roles grant in the project they are in.</summary>
    public IEnumerable<Grant> GrantsOf(IEnumerable<string> roles, string projectId)
    {
        foreach (var role in roles)
        {
            if (_policies.TryGetValue(role, out var policy))
            {
                yield return new Grant(policy, BuiltInPolicies.Find(policy)!, GrantRow.Project, projectId);
            }
        }
    }
}
