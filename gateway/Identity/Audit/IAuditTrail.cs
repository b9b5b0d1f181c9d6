using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Audit;

/// <summary>
/// The trail of who called what. A record is durable before the call is answered. A process that is killed between the commit of the part
/// and that of the record leaves a call without an answer and without a record, which a client that asks again sees.
/// </summary>
public interface IAuditTrail
{
    /// <summary>
    /// Refuses to begin what could not be recorded: the last record was not stored, and trying again has failed too. Call it before a call
    /// that changes something is carried out.
    /// </summary>
    /// <exception cref="DomainException">503</exception>
    Task RequireAsync();

    /// <summary>
    /// Stores a record. What the call did cannot be undone any more, so that a failure is not thrown: it is logged with the whole record,
    /// which is kept for <see cref="RequireAsync"/> to store.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="projectId">Project the call acts in; empty for none.</param>
    /// <param name="requestId">Id of the request.</param>
    Task RecordAsync(AuditRecorded record, string projectId, string requestId);
}
