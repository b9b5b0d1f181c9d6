using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Quotas;

/// <summary>SetQuota: the limit of a project. Without a number the limit of the settings holds again; for EIPs there is none then.</summary>
internal sealed class SetQuota(GovernanceDatabase database, QuotaLimits limits)
{
    public async Task<SetQuotaResponse> RunAsync(SetQuotaRequest request, CancellationToken cancellationToken)
    {
        if (request.ProjectId.Length == 0)
        {
            throw Refusals.Invalid("project_id", "must be given");
        }
        if (!limits.Has(request.Type))
        {
            throw Refusals.Invalid("type", "must be customer_gateway, vpn_connection, vpn_gateway, p2c_vpn_gateway or eip");
        }
        if (request is { HasQuota: true, Quota: < 0 })
        {
            throw Refusals.Invalid("quota", "must be 0 or more");
        }
        var isSet = request.HasQuota || request.Type == QuotaLimits.Eip ? 1 : 0;
        return await database.InTransactionAsync(async session =>
        {
            await QuotaStore.SetAsync(session, request.ProjectId, request.Type, isSet, request.HasQuota ? request.Quota : null);
            return new SetQuotaResponse();
        }, cancellationToken);
    }
}
