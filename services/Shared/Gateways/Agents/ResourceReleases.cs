using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>
/// Gives back at once what resources that are gone had reserved. Nobody waits for it and nothing depends on it: the deleted events
/// have the same effect a little later.
/// </summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class ResourceReleases<TDatabase>(TDatabase database, GovernanceClient<TDatabase> governance)
    where TDatabase : Database
{
    public void Release(IReadOnlyList<(string ProjectId, string Id)> gone)
    {
        foreach (var project in gone.GroupBy(resource => resource.ProjectId, resource => resource.Id))
        {
            var caller = CallerExtensions.OfPart(database.Part, project.Key);
            _ = Task.Run(() => governance.ReleaseDeletedAsync([.. project], caller));
        }
    }
}
