namespace VpnMesh.Identity.Projects;

/// <summary>The region that a system is. Its built-in project has its name (contract: KeystoneListProjects).</summary>
internal static class Region
{
    public const string Id = "region-1";
}
