using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnAccessPolicies;

/// <summary>
/// The rules of form of requests about access policies. The contract limits neither the length nor the alphabet of their texts; only the
/// character U+0000 is refused, which no database keeps.
/// </summary>
internal static class VpnAccessPolicyRules
{
    private const string Body = "access_policy";
    private const string NameField = Body + ".name";

    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.1402</c> to <c>VPN.1405</c></exception>
    public static void Check(NewVpnAccessPolicy? policy)
    {
        var violations = new Violations();
        violations.Required(Body, policy is not null);
        violations.Required(NameField, policy is not { HasName: false });
        violations.Required(Body + ".user_group_id", policy is not { HasUserGroupId: false });
        violations.Texts(policy is { HasName: true } ? policy.Name : null, policy is { HasDescription: true } ? policy.Description : null);
        violations.ThrowIfAny();
        Destinations.Check(policy!.DestIpCidrs);
    }

    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.1402</c> to <c>VPN.1405</c></exception>
    public static void Check(VpnAccessPolicyChanges? changes)
    {
        var violations = new Violations();
        violations.Required(Body, changes is not null);
        violations.Texts(changes is { HasName: true } ? changes.Name : null, changes is { HasDescription: true } ? changes.Description : null);
        violations.ThrowIfAny();
        if (changes!.DestIpCidrs is { } destinations)
        {
            Destinations.Check(destinations.Items);
        }
    }

    private static void Texts(this Violations violations, string? name, string? description)
    {
        if (name is not null && (name.Length == 0 || name.Contains('\0')))
        {
            violations.Add(NameField, "must have at least one character, and none that is U+0000");
        }
        if (description?.Contains('\0') == true)
        {
            violations.Add(Body + ".description", "must not have the character U+0000");
        }
    }

    private static void Required(this Violations violations, string field, bool given)
    {
        if (!given)
        {
            violations.Add(field, "is required");
        }
    }
}
