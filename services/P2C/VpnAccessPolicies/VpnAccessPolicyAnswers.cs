using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.VpnAccessPolicies;

/// <summary>Access policies as answers show them.</summary>
internal static class VpnAccessPolicyAnswers
{
    public static VpnAccessPolicy Shown(VpnAccessPolicyRow policy)
    {
        var shown = new VpnAccessPolicy
        {
            Id = policy.Id,
            Name = policy.Name,
            Type = policy.Type,
            UserGroupId = policy.UserGroupId,
            UserGroupName = policy.UserGroupName,
            DestIpCidrs = { policy.DestIpCidrs.ToStrings() },
            CreatedAt = policy.CreatedAt.ToWireTime(),
            UpdatedAt = policy.UpdatedAt.ToWireTime(),
        };
        if (policy.Description is { } description)
        {
            shown.Description = description;
        }
        return shown;
    }
}
