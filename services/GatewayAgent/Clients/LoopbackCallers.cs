namespace VpnMesh.GatewayAgent.Clients;

/// <summary>
/// Clients that dial into every server of the loopback backend by themselves, once, as soon as they may pass: setting <c>LOOPBACK_CLIENTS</c>,
/// names of users (or in certificates) with commas between them. By default nobody does, as there are no people behind it.
/// </summary>
/// <param name="Names">The names.</param>
public sealed record LoopbackCallers(IReadOnlyList<string> Names)
{
    /// <summary>Reads the setting.</summary>
    public static LoopbackCallers Of(IConfiguration settings) =>
        new((settings["LOOPBACK_CLIENTS"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
