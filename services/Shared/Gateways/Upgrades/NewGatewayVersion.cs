namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>
/// Which version of the gateway software a new gateway starts with: setting <c>GATEWAY_VERSION</c>, either a version, or <c>newest</c>
/// (default) or <c>oldest</c> of those that its agents offer.
/// </summary>
internal sealed class NewGatewayVersion(IConfiguration settings)
{
    private const string Newest = "newest";
    private const string Oldest = "oldest";
    private readonly string _setting = settings["GATEWAY_VERSION"] is { Length: > 0 } given ? given : Newest;

    /// <summary>The version that is known before there are agents; empty when they decide.</summary>
    public string Fixed => _setting is Newest or Oldest ? "" : _setting;

    /// <summary>The version among those that the agents have in common; empty when there are none.</summary>
    public string Choose(string[] versions) => (_setting == Oldest ? versions.FirstOrDefault() : versions.LastOrDefault()) ?? "";
}
