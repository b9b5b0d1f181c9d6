using VpnMesh.Protos.Context.V1;
using Proto = VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Identity.Projects;

/// <summary>A project as both lists show it.</summary>
internal static class ProjectAnswer
{
    public static Proto.Project ToAnswer(this ProjectRow project, CallerContext caller) => new()
    {
        Id = project.Id,
        Name = project.Name,
        DomainId = project.DomainId,
        ParentId = project.ParentId,
        IsDomain = false,
        Enabled = project.Enabled,
        Description = project.Description,
        Links = KeystoneLinks.Self(caller, $"/v3/projects/{project.Id}"),
    };
}
