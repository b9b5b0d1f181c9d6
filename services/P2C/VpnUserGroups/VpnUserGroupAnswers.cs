using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.VpnUserGroups;

/// <summary>User groups and their members as answers show them.</summary>
internal static class VpnUserGroupAnswers
{
    public static VpnUserGroup Shown(VpnUserGroupRow group)
    {
        var shown = new VpnUserGroup
        {
            Id = group.Id,
            Name = group.Name,
            Type = group.Type,
            UserNumber = group.UserNumber,
            CreatedAt = group.CreatedAt.ToWireTime(),
            UpdatedAt = group.UpdatedAt.ToWireTime(),
        };
        if (group.Description is { } description)
        {
            shown.Description = description;
        }
        return shown;
    }

    public static VpnUserInGroup Shown(MemberRow member)
    {
        var shown = new VpnUserInGroup { Id = member.Id, Name = member.Name };
        if (member.Description is { } description)
        {
            shown.Description = description;
        }
        return shown;
    }
}
