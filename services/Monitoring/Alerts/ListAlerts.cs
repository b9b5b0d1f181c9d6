using Grpc.Core;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Monitoring.Alerts;

internal sealed partial class AlertsService
{
    private const int DefaultLimit = 100;
    private const int GreatestLimit = 1000;

    /// <summary>Alerts, newest first.</summary>
    public override async Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        Admit(context);
        var violations = new Violations();
        if (request.After.Length > 0 && !Wire.IsUuid(request.After))
        {
            violations.Add("after", "must be the id of an alert");
        }
        if (request.Limit is < 0 or > GreatestLimit)
        {
            violations.Add("limit", $"must be 1 to {GreatestLimit}");
        }
        violations.ThrowIfAny();
        var limit = request.Limit == 0 ? DefaultLimit : request.Limit;
        var alerts = await database.ReadAsync(
            session => session.ListAlertsAsync(request.ProjectId, request.Open, request.After.ToLowerInvariant(), limit), context.CancellationToken);
        return new ListAlertsResponse { Alerts = { alerts.Select(AlertAnswers.Shown) } };
    }
}
