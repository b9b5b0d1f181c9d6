using Google.Protobuf;
using VpnMesh.Monitoring.Alerts.Webhooks;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts;

/// <summary>Tells of alerts: on the bus, and to the webhooks that want to know. Both in the transaction of the change.</summary>
internal sealed class AlertEvents(Outbox<MonitoringDatabase> outbox, WebhookQueue webhooks)
{
    public Task AddRaisedAsync(Session session, AlertRow alert) => AddAsync(session, alert, new AlertRaised
    {
        Rule = alert.Rule,
        AboutType = alert.AboutType,
        AboutId = alert.AboutId,
        AboutName = alert.AboutName,
        Summary = alert.Summary,
        RaisedAt = alert.RaisedAt.ToWireTime(),
    });

    public Task AddClearedAsync(Session session, AlertRow alert) => AddAsync(session, alert, new AlertCleared
    {
        Rule = alert.Rule,
        AboutType = alert.AboutType,
        AboutId = alert.AboutId,
        AboutName = alert.AboutName,
        Summary = alert.ClearedBecause,
        RaisedAt = alert.RaisedAt.ToWireTime(),
        ClearedAt = alert.ClearedAt!.Value.ToWireTime(),
    });

    private async Task AddAsync(Session session, AlertRow alert, IMessage data)
    {
        // An alert is no object with generations of its own, and no request made it.
        var subject = new EventSubject(alert.ProjectId, alert.EnterpriseProjectId, alert.Id, Generation: 0, RequestId: "");
        await webhooks.AddAsync(session, alert, await outbox.AddAsync(session, subject, data));
    }
}
