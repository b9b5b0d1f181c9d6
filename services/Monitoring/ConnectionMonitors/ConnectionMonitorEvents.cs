using Google.Protobuf;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>The events about monitors but what their agents observe. A monitor cannot be changed, so it has no generation.</summary>
internal sealed class ConnectionMonitorEvents(Outbox<MonitoringDatabase> outbox)
{
    public Task AddCreatedAsync(Session session, ConnectionMonitorRow monitor) =>
        AddAsync(session, monitor, monitor.RequestId, new ConnectionMonitorCreated
        {
            VpnConnectionId = monitor.VpnConnectionId,
            SourceIp = monitor.SourceIp,
            DestinationIp = monitor.DestinationIp,
            ProtoType = ConnectionMonitorAnswers.Icmp,
        });

    /// <summary>Tells a change of status, if callers can see it.</summary>
    public async Task AddStatusChangedAsync(Session session, ConnectionMonitorRow before, ConnectionMonitorRow after, string requestId)
    {
        if (after.Attached == 1 && before.Status() != after.Status())
        {
            await AddAsync(session, after, requestId, new ConnectionMonitorStatusChanged
            {
                OldStatus = before.Status(),
                NewStatus = after.Status(),
                VpnConnectionId = after.VpnConnectionId,
            });
        }
    }

    public Task AddDeletedAsync(Session session, ConnectionMonitorRow monitor, string requestId) =>
        AddAsync(session, monitor, requestId, new ConnectionMonitorDeleted { VpnConnectionId = monitor.VpnConnectionId });

    private Task<OutboxEntry> AddAsync(Session session, ConnectionMonitorRow monitor, string requestId, IMessage data) =>
        outbox.AddAsync(session, new EventSubject(monitor.ProjectId, monitor.EnterpriseProjectId, monitor.Id, 0, requestId), data);
}
