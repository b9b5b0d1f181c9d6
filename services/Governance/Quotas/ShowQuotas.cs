using Grpc.Core;
using VpnMesh.Governance.Inventory;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Governance.Quotas;

internal sealed partial class QuotaOverviewService
{
    /// <summary>Limit and use of every quota of a project.</summary>
    public override async Task<ShowQuotasResponse> ShowQuotas(ShowQuotasRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(CallerExtensions.Administrator);
        var projectId = Given.Project(request.ProjectId);
        var rows = await database.ReadAsync(session => QuotaStore.OfProjectAsync(session, projectId), context.CancellationToken);
        var quotas = limits.Types.Select(type => Show(projectId, type, rows.FirstOrDefault(row => row.Type == type)));
        return new ShowQuotasResponse { Quotas = { quotas } };
    }
}
