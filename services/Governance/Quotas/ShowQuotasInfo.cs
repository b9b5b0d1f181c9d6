using Grpc.Core;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Governance.Quotas;

/// <summary>ShowQuotasInfo, the only rpc: limit and use of each quota of the caller's project.</summary>
internal sealed class QuotasService(GovernanceDatabase database, QuotaLimits limits) : Protos.Governance.V5.Quotas.QuotasBase
{
    public override async Task<ShowQuotasInfoResponse> ShowQuotasInfo(ShowQuotasInfoRequest request, ServerCallContext context)
    {
        var rows = await database.ReadAsync(
            session => QuotaStore.OfProjectAsync(session, context.Caller().ProjectId), context.CancellationToken);
        var quotas = QuotaLimits.Shown.Select(type => Show(type, rows.FirstOrDefault(row => row.Type == type)));
        return new ShowQuotasInfoResponse { Quotas = new QuotaList { Resources = { quotas } } };
    }

    private QuotaInfo Show(string type, QuotaRow? row) => new()
    {
        Type = type,
        Quota = limits.Of(type, row?.IsSet == 1, row?.Quota) ?? 0,
        Used = row?.Used ?? 0,
    };
}
