using System.Globalization;
using Grpc.Core;
using VpnMesh.Protos.Parts.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Shared.Api.Parts;

internal sealed partial class PartStatusService
{
    private const int DefaultLimit = 100;
    private const int MostAtOnce = 1000;

    /// <summary>A page of the end points of a part.</summary>
    public override async Task<ListPlacementsResponse> ListPlacements(ListPlacementsRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(CallerExtensions.Administrator);
        var part = agents.FirstOrDefault(part => part.Part == request.Part)
            ?? throw ErrorCatalogue.InvalidRequest.For("part", "part must be one with gateways that answers here: site-to-site or p2c");
        if (request.Limit is < 0 or > MostAtOnce)
        {
            throw ErrorCatalogue.InvalidRequest.For("limit", $"limit must be 1 to {MostAtOnce}");
        }
        var limit = request.Limit == 0 ? DefaultLimit : request.Limit;
        var found = await part.ListPlacementsAsync(request, CursorOf(request.After), limit + 1, context.CancellationToken);
        var response = new ListPlacementsResponse { Placements = { found.Take(limit) } };
        if (found.Count > limit)
        {
            response.Next = $"{found[limit - 1].GatewayId}/{found[limit - 1].Slot}";
        }
        return response;
    }

    private static PlacementCursor? CursorOf(string after)
    {
        if (after.Length == 0)
        {
            return null;
        }
        return after.Split('/') is [var gatewayId, var slot] && long.TryParse(slot, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new PlacementCursor(gatewayId, number)
            : throw ErrorCatalogue.InvalidRequest.For("after", "after must be `next` of a page");
    }
}
