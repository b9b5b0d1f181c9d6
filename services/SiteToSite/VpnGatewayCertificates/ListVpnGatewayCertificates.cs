using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

internal sealed partial class VpnGatewayCertificateService
{
    private const long LargestPage = 200;
    private const long DayMs = 24 * 60 * 60 * 1000;

    // No certificate outlives the year 9999.
    private const long MostDays = 10_000 * 366;

    /// <summary>The certificates of all gateways of the project, newest first, or those that expire soon.</summary>
    public override async Task<ListVpnGatewayCertificatesResponse> ListVpnGatewayCertificates(
        ListVpnGatewayCertificatesRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        long? limit = request.HasLimit ? request.Limit : null;
        long? days = request.HasPreExpireDays ? request.PreExpireDays : null;
        var marker = request.HasMarker ? Marker.Parse(request.Marker) : null;
        var violations = new Violations();
        violations.Between("limit", limit, 0, LargestPage);
        violations.Between("pre_expire_days", days, 0, long.MaxValue);
        if (request.HasMarker && marker is null)
        {
            violations.Add("marker", "must be the created_at of a certificate, with its id behind an underscore or without");
        }
        violations.ThrowIfAny();
        var found = await database.ReadAsync(
            session => session.ListVpnGatewayCertificatesAsync(caller.ProjectId, marker, In(days), limit), context.CancellationToken);
        return new ListVpnGatewayCertificatesResponse { VpnGatewayCertificates = { found.Select(VpnGatewayCertificateAnswers.Shown) } };
    }

    /// <summary>So many days from now in Unix milliseconds, or as late as a certificate can expire.</summary>
    private long? In(long? days) => time.NowMs() + (days > MostDays ? MostDays : days) * DayMs;
}
