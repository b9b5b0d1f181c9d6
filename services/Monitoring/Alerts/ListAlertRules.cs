using Grpc.Core;
using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Protos.Monitoring.V1;

namespace VpnMesh.Monitoring.Alerts;

internal sealed partial class AlertsService
{
    /// <summary>The rules that hold in a project, with all their values.</summary>
    public override async Task<ListAlertRulesResponse> ListAlertRules(ListAlertRulesRequest request, ServerCallContext context)
    {
        Admit(context);
        var set = await database.ReadAsync(session => session.ListAlertRulesAsync(request.ProjectId), context.CancellationToken);
        var rules = defaults.With(set).All.Where(rule => AlertRuleRules.Concerns(rule.Kind, request.ProjectId));
        return new ListAlertRulesResponse { Rules = { rules.Select(AlertAnswers.Shown) } };
    }
}
