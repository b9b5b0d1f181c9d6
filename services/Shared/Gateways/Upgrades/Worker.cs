using VpnMesh.Shared.Gateways.Agents;

namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>An end point of a gateway under upgrade: which software it is to run and have ready, and what its agent reported.</summary>
internal sealed record Worker
{
    public required string GatewayId { get; init; }
    public required long Slot { get; init; }
    public required string Version { get; init; }
    public required string PreparedVersion { get; init; }
    public long ObservedGeneration { get; init; }
    public string? ObservedState { get; init; }
    public string ObservedVersion { get; init; } = "";
    public string ObservedPreparedVersion { get; init; } = "";
    public string ObservedReason { get; init; } = "";

    /// <summary>Whether it is as it is to be.</summary>
    /// <param name="generation">Generation of the gateway.</param>
    public bool IsDone(long generation) => Applied(generation) && RunsWhatItIsTold;

    /// <summary>Whether its agent has told that it is not as it is to be.</summary>
    /// <param name="generation">Generation of the gateway.</param>
    public bool HasFailed(long generation) =>
        Applied(generation) ? !RunsWhatItIsTold : ObservedState == EndPointState.Failed && ObservedGeneration >= generation;

    /// <summary>What is wrong with it, for people.</summary>
    /// <param name="generation">Generation of the gateway.</param>
    public string Trouble(long generation) => $"worker {Slot} {this switch
    {
        { ObservedState: EndPointState.Lost } => "is without an agent that could serve it",
        _ when Applied(generation) => $"runs {Named(ObservedVersion)} with {Named(ObservedPreparedVersion)} ready beside it",
        _ when HasFailed(generation) => $"failed: {ObservedReason}",
        _ => "did not report in time",
    }}";

    private bool RunsWhatItIsTold => ObservedVersion == Version && ObservedPreparedVersion == PreparedVersion;

    private bool Applied(long generation) => ObservedState == EndPointState.Applied && ObservedGeneration >= generation;

    private static string Named(string version) => version.Length > 0 ? $"version {version}" : "no version";
}
