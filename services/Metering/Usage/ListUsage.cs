using Grpc.Core;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Metering.Usage;

internal sealed partial class UsageService
{
    /// <summary>A page of what was used, hour by hour.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0003</c></exception>
    public override async Task<ListUsageResponse> ListUsage(ListUsageRequest request, ServerCallContext context)
    {
        Admit(context);
        var violations = new Violations();
        var filter = violations.Filter(request.Query);
        var limit = violations.Limit(request.HasLimit ? request.Limit : null);
        var after = UsagePlace.Parse(request.Marker);
        if (request.Marker.Length > 0 && after is null)
        {
            violations.Add("marker", "must be the next_marker of a page");
        }
        violations.ThrowIfAny();
        var page = await pages.ReadAsync(filter, after, limit, context.CancellationToken);
        return new ListUsageResponse { Hours = { page.Hours }, NextMarker = page.Next?.ToString() ?? "" };
    }
}
