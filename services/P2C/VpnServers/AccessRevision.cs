using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.VpnServers;

/// <summary>A change of what may pass a server, as events tell of it.</summary>
/// <param name="ProjectId">Project of the server.</param>
/// <param name="EnterpriseProjectId">That of its gateway.</param>
/// <param name="Revision">Revision of the server that the change made.</param>
/// <param name="RequestId">The request that asked for it.</param>
internal sealed record AccessRevision(string ProjectId, string EnterpriseProjectId, long Revision, string RequestId)
{
    /// <summary>Counts a change of a locked server.</summary>
    public static async Task<AccessRevision> MakeAsync(
        Session session, VpnServerRow server, CallerContext caller, AccessChange change) =>
        new(caller.ProjectId, server.EnterpriseProjectId, await session.ChangeAccessAsync(server, change), caller.RequestId);

    /// <summary>What an event says about the user, group or policy that was changed.</summary>
    public EventSubject SubjectOf(string resourceId) => new(ProjectId, EnterpriseProjectId, resourceId, Revision, RequestId);
}
