using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Identity.Audit;

/// <summary>The trail is Identity's outbox: many records share a commit, and the relay hands them to the bus like every other event.</summary>
internal sealed class AuditTrail(IdentityDatabase database, Outbox<IdentityDatabase> outbox, TimeProvider time, ILogger<AuditTrail> logger)
    : IAuditTrail, IDisposable
{
    // Calls that change something are refused once there is one; denials of reads go on.
    private const int MostKept = 1000;
    private const string DefaultEnterpriseProject = "0";
    private readonly ConcurrentQueue<(EventSubject Subject, AuditRecorded Record)> _unwritten = new();
    private readonly SemaphoreSlim _retry = new(1, 1);

    public async Task RequireAsync()
    {
        if (_unwritten.IsEmpty)
        {
            return;
        }
        await _retry.WaitAsync();
        try
        {
            while (_unwritten.TryPeek(out var oldest))
            {
                await StoreAsync(oldest.Subject, oldest.Record);
                _unwritten.TryDequeue(out _);
            }
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "The audit trail cannot be written: calls that change something are refused");
            throw ErrorCatalogue.BackendUnavailable.With();
        }
        finally
        {
            _retry.Release();
        }
    }

    public async Task RecordAsync(AuditRecorded record, string projectId, string requestId)
    {
        var enterpriseProject = projectId.Length > 0 ? DefaultEnterpriseProject : "";
        var subject = new EventSubject(projectId, enterpriseProject, time.NewId(), Generation: 0, requestId);
        try
        {
            await StoreAsync(subject, record);
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Request {RequestId} is not in the audit trail yet: {Record}", requestId, record);
            if (_unwritten.Count < MostKept)
            {
                _unwritten.Enqueue((subject, record));
            }
        }
    }

    public void Dispose() => _retry.Dispose();

    // Not under the caller's token: what was done is recorded, whether or not somebody waits for the answer.
    private Task<bool> StoreAsync(EventSubject subject, AuditRecorded record) =>
        database.InGroupAsync(session => AddAsync(session, subject, record), CancellationToken.None);

    private async Task<bool> AddAsync(Session session, EventSubject subject, AuditRecorded record)
    {
        await outbox.AddAsync(session, subject, record);
        return true;
    }
}
