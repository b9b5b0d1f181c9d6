using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>Users as answers show them.</summary>
internal static class VpnUserAnswers
{
    public static VpnUser Shown(VpnUserRow user)
    {
        var shown = new VpnUser
        {
            Id = user.Id,
            Name = user.Name,
            StaticIp = user.StaticIp ?? StaticAddresses.Disable,
            CreatedAt = user.CreatedAt.ToWireTime(),
            UpdatedAt = user.UpdatedAt.ToWireTime(),
        };
        if (user.Description is { } description)
        {
            shown.Description = description;
        }
        if (user.UserGroupId is { } groupId)
        {
            shown.UserGroupId = groupId;
            shown.UserGroupName = user.UserGroupName;
        }
        return shown;
    }

    /// <summary>An entry of a batch that was refused, as it was sent but for its password.</summary>
    public static InvalidVpnUser Invalid(NewVpnUserOfBatch user, string cause)
    {
        var shown = new InvalidVpnUser { Name = user.Name, Cause = cause };
        if (user.HasDescription)
        {
            shown.Description = user.Description;
        }
        if (user.HasUserGroupName)
        {
            shown.UserGroupName = user.UserGroupName;
        }
        if (user.HasStaticIp)
        {
            shown.StaticIp = user.StaticIp;
        }
        return shown;
    }
}
