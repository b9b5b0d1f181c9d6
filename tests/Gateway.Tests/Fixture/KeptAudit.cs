using System.Collections.Concurrent;
using VpnMesh.Identity.Audit;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Gateway.Tests.Fixture;

/// <summary>An audit trail in memory, which can be full.</summary>
internal sealed class KeptAudit : IAuditTrail
{
    public ConcurrentQueue<(AuditRecorded Record, string ProjectId, string RequestId)> Records { get; } = [];

    public bool IsFull { get; set; }

    public Task RequireAsync() => IsFull ? throw ErrorCatalogue.BackendUnavailable.With() : Task.CompletedTask;

    public Task RecordAsync(AuditRecorded record, string projectId, string requestId)
    {
        Records.Enqueue((record, projectId, requestId));
        return Task.CompletedTask;
    }
}
