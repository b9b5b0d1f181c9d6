using Google.Protobuf;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>The events about monitors of connections that come from their agents.</summary>
internal sealed class ConnectionMonitorEvents(Outbox<SiteToSiteDatabase> outbox)
{
    public Task AddProbingStartedAsync(Session session, MonitorStateRow connection, string monitorId) =>
        AddAsync(session, connection, monitorId, new ConnectionMonitorProbingStarted { VpnConnectionId = connection.Id });

    public Task AddProbingStoppedAsync(Session session, MonitorStateRow connection, string monitorId) =>
        AddAsync(session, connection, monitorId, new ConnectionMonitorProbingStopped { VpnConnectionId = connection.Id });

    public Task AddMeasuredAsync(Session session, MonitorStateRow connection, MonitorMeasurement measured) =>
        AddAsync(session, connection, measured.MonitorId, new ConnectionMonitorMeasured
        {
            VpnConnectionId = connection.Id,
            WindowStart = measured.WindowStartMs.ToWireTime(),
            WindowSeconds = measured.WindowSeconds,
            Sent = measured.Sent,
            Received = measured.Received,
            RttMinUs = measured.RttMinUs,
            RttAvgUs = measured.RttAvgUs,
            RttMaxUs = measured.RttMaxUs,
        });

    // A monitor cannot be changed, so it has no generation; and what agents observe is nobody's request.
    private Task<OutboxEntry> AddAsync(Session session, MonitorStateRow connection, string monitorId, IMessage data) =>
        outbox.AddAsync(session, new EventSubject(connection.ProjectId, connection.EnterpriseProjectId, monitorId, 0, RequestId: ""), data);
}
