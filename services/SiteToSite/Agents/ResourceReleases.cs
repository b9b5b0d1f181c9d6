using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Gives back at once what resources that are gone had reserved. Nobody waits for it and nothing depends on it: the deleted events
/// have the same effect a little later.
/// </summary>
internal sealed class ResourceReleases(GovernanceClient<SiteToSiteDatabase> governance)
{
    public void Release(IReadOnlyList<(string ProjectId, string Id)> gone)
    {
        foreach (var project in gone.GroupBy(resource => resource.ProjectId, resource => resource.Id))
        {
            var caller = CallerExtensions.OfPart("site-to-site", project.Key);
            _ = Task.Run(() => governance.ReleaseDeletedAsync([.. project], caller));
        }
    }
}
