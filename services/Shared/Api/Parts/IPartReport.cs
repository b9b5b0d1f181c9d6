using VpnMesh.Protos.Parts.V1;

namespace VpnMesh.Shared.Api.Parts;

/// <summary>Something that operators are told of a part. Whoever has it registers one; a part may have several.</summary>
public interface IPartReport
{
    /// <summary>Name of the part.</summary>
    string Part { get; }

    /// <summary>Writes it into the answer. What it throws is told as the failure of the part.</summary>
    /// <param name="part">What is known of the part so far.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    Task ReportAsync(Part part, CancellationToken cancellationToken);
}

/// <summary>The agents of a part that has gateways, and what they have.</summary>
public interface IAgentReport
{
    /// <summary>Name of the part.</summary>
    string Part { get; }

    /// <summary>All agents, in the order of their ids.</summary>
    Task<IReadOnlyList<Agent>> ListAgentsAsync(CancellationToken cancellationToken);

    /// <summary>A page of end points, in the order of gateways and slots.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="after">The last of the page before; null: from the start.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    Task<IReadOnlyList<Placement>> ListPlacementsAsync(
        ListPlacementsRequest filter, PlacementCursor? after, int limit, CancellationToken cancellationToken);
}

/// <summary>Where a page of placements ended.</summary>
/// <param name="GatewayId">The gateway.</param>
/// <param name="Slot">Its end point.</param>
public sealed record PlacementCursor(string GatewayId, long Slot);
