using System.Globalization;
using Grpc.Core;
using VpnMesh.Monitoring.ConnectionMonitors;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Measurements;

internal sealed partial class MeasurementService
{
    private const int LargestPage = 1000;

    /// <summary>A page of the history of a monitor, newest first, and what it has measured last.</summary>
    public override async Task<ListMeasurementsResponse> ListMeasurements(ListMeasurementsRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(CallerExtensions.Administrator);
        var before = Check(request);
        return await database.ReadAsync(session => PageAsync(session, request, before), context.CancellationToken);
    }

    /// <returns>Start behind the last of the page.</returns>
    private static long Check(ListMeasurementsRequest request)
    {
        var violations = new Violations();
        if (request.Resolution is not ("" or MeasurementRow.Window or MeasurementRow.Hour))
        {
            violations.Add("resolution", "must be window or hour");
        }
        if (request.Limit is < 0 or > LargestPage)
        {
            violations.Add("limit", $"must be 0 to {LargestPage}");
        }
        var before = request.ToMs > 0 ? request.ToMs : long.MaxValue;
        if (request.PageToken.Length > 0 && !long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            violations.Add("page_token", "must be the next_page_token of a page");
        }
        violations.ThrowIfAny();
        return before;
    }

    private static async Task<ListMeasurementsResponse> PageAsync(Session session, ListMeasurementsRequest request, long before)
    {
        var monitor = await session.FindMonitorAsync(request.ProjectId, request.ConnectionMonitorId.ToLowerInvariant())
            ?? throw ErrorCatalogue.NotFound.With();
        var resolution = request.Resolution.Length > 0 ? request.Resolution : MeasurementRow.Window;
        var limit = request.Limit > 0 ? request.Limit : LargestPage;
        // One more than is shown tells whether more follow.
        var found = await session.ListMeasurementsAsync(monitor.Id, resolution, request.FromMs, before, limit + 1);
        var latest = await session.ListMeasurementsAsync(monitor.Id, MeasurementRow.Window, 0, long.MaxValue, 1);
        return new ListMeasurementsResponse
        {
            Measurements = { found.Take(limit).Select(ToAnswer) },
            NextPageToken = found.Count > limit ? found[limit - 1].WindowStart.ToString(CultureInfo.InvariantCulture) : "",
            Latest = latest.Select(ToAnswer).FirstOrDefault(),
        };
    }

    private static Measurement ToAnswer(MeasurementRow row) => new()
    {
        WindowStartMs = row.WindowStart,
        WindowSeconds = (int)row.WindowSeconds,
        Sent = row.Sent,
        Received = row.Received,
        LossPercent = row.Sent == 0 ? 0 : 100.0 * (row.Sent - row.Received) / row.Sent,
        RttMinUs = row.RttMinUs,
        RttAvgUs = row.Received == 0 ? 0 : row.RttTotalUs / row.Received,
        RttMaxUs = row.RttMaxUs,
    };
}
