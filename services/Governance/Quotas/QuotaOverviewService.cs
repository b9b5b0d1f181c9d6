using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Quotas;

/// <summary>How much of quotas is used; each rpc is in a file of its name.</summary>
internal sealed partial class QuotaOverviewService(GovernanceDatabase database, QuotaLimits limits) : QuotaOverview.QuotaOverviewBase
{
    private QuotaUse Show(string projectId, string type, QuotaRow? row)
    {
        var shown = new QuotaUse { ProjectId = projectId, Type = type, IsSet = row?.IsSet == 1, Used = row?.Used ?? 0 };
        if (limits.Of(type, row?.IsSet == 1, row?.Quota) is { } quota)
        {
            shown.Quota = quota;
        }
        return shown;
    }
}
