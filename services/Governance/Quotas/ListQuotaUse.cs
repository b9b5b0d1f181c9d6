using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Governance.Quotas;

internal sealed partial class QuotaOverviewService
{
    private const int GreatestLimit = 1000;

    /// <summary>A page of the quotas that are much used: each looks at so many, so that none takes long.</summary>
    public override async Task<ListQuotaUseResponse> ListQuotaUse(ListQuotaUseRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart("monitoring");
        if (request.MinPercent is < 1 or > 100)
        {
            throw Refusals.Invalid("min_percent", "must be 1 to 100");
        }
        if (request.Limit is < 1 or > GreatestLimit)
        {
            throw Refusals.Invalid("limit", $"must be 1 to {GreatestLimit}");
        }
        var (projectId, type) = Key(request.After);
        var page = await database.ReadAsync(
            session => QuotaStore.PageAsync(session, projectId, type, request.Limit), context.CancellationToken);
        var much = page.Where(row => IsMuch(row, request.MinPercent)).Select(row => Show(row.ProjectId, row.Type, row));
        var next = page.Count == request.Limit ? $"{page[^1].Type}/{page[^1].ProjectId}" : "";
        return new ListQuotaUseResponse { Quotas = { much }, Next = next };
    }

    private static (string ProjectId, string Type) Key(string after)
    {
        if (after.Length == 0)
        {
            return ("", "");
        }
        // No type has a slash in its name; what names a project is not ours to know.
        var slash = after.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 ? (after[(slash + 1)..], after[..slash]) : throw Refusals.Invalid("after", "must be what a page before said");
    }

    private bool IsMuch(QuotaRow row, int percent) =>
        row.Used > 0 && (Int128)row.Used * 100 >= (Int128)(limits.Of(row.Type, row.IsSet == 1, row.Quota) ?? 0) * percent;
}
