using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent;

/// <summary>As what an agent registers.</summary>
/// <param name="Id">Stable over restarts.</param>
/// <param name="Zone">Availability zone.</param>
/// <param name="Capacity">Greatest number of tunnel end points.</param>
internal sealed record AgentIdentity(string Id, string Zone, long Capacity)
{
    private const long DefaultCapacity = 100_000;

    /// <summary>How it registers with a backend and the versions of the gateway software that this can run.</summary>
    public Register Registration(string backend, IReadOnlyList<string> versions) =>
        new() { AgentId = Id, Zone = Zone, Capacity = Capacity, Backend = backend, Versions = { versions } };

    /// <summary>
    /// The agents of this process, one for each zone. <c>AGENT_ID</c> names the only one, and begins the names of several; without it
    /// the name of the host does.
    /// </summary>
    public static IReadOnlyList<AgentIdentity> Of(IConfiguration settings)
    {
        var zones = (settings["AGENT_ZONE"] ?? settings["ZONES"] ?? "region-1a,region-1b")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var capacity = settings.GetValue("AGENT_CAPACITY", DefaultCapacity);
        var id = settings["AGENT_ID"];
        return [.. zones.Select(zone => new AgentIdentity(id is not null && zones.Length == 1 ? id : $"{id ?? Environment.MachineName}-{zone}", zone, capacity))];
    }
}
