using System.Globalization;
using Grpc.Core;
using VpnMesh.Metering.Ledger;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Metering.Usage;

internal sealed partial class UsageService
{
    /// <summary>A page of the ledger of a project, for whoever wants to know why an hour has its amount.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0003</c></exception>
    public override async Task<ListLedgerResponse> ListLedger(ListLedgerRequest request, ServerCallContext context)
    {
        Admit(context);
        var violations = new Violations();
        if (request.ProjectId.Length == 0)
        {
            violations.Add("project_id", "must be given");
        }
        var from = request.From.Length == 0 ? 0 : violations.Time("from", request.From);
        var limit = violations.Limit(request.HasLimit ? request.Limit : null);
        var after = request.Marker.Length == 0 ? (from ?? 0, 0) : Place(request.Marker);
        if (after is null)
        {
            violations.Add("marker", "must be the next_marker of a page");
        }
        violations.ThrowIfAny();
        var (at, seq) = after.GetValueOrDefault();
        var rows = await database.ReadAsync(
            session => session.ListEntriesAsync(request.ProjectId.ToLowerInvariant(), at, seq, limit), context.CancellationToken);
        return new ListLedgerResponse
        {
            Entries = { rows.Select(row => row.ToAnswer()) },
            NextMarker = rows.Count < limit ? "" : string.Create(CultureInfo.InvariantCulture, $"{rows[^1].AtMs}/{rows[^1].Seq}"),
        };
    }

    private static (long AtMs, long Seq)? Place(string marker) =>
        marker.Split('/') is [var at, var seq]
        && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var atMs)
        && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (atMs, number)
            : null;
}
