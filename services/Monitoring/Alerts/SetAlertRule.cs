using Grpc.Core;
using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts;

internal sealed partial class AlertsService
{
    /// <summary>Sets a rule for a project; what is known of its resources is judged by it at once.</summary>
    public override async Task<SetAlertRuleResponse> SetAlertRule(SetAlertRuleRequest request, ServerCallContext context)
    {
        Admit(context);
        var rule = AlertRuleRules.Check(request);
        await database.InTransactionAsync(session => SetAsync(session, rule), context.CancellationToken);
        return new SetAlertRuleResponse();
    }

    private async Task<bool> SetAsync(Session session, AlertRuleRow rule)
    {
        await session.PutAsync(rule);
        await session.MakeProjectDueAsync(rule.ProjectId, time.NowMs());
        session.AfterCommit(signal.Set);
        return true;
    }
}
