using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>What an agent must tell of itself.</summary>
internal static class AgentRegistration
{
    /// <summary>The first message of a stream.</summary>
    /// <param name="register">Null when it is another or there is none.</param>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static Register Require(Register? register)
    {
        if (register is null)
        {
            throw ErrorCatalogue.InvalidRequest.For("register", "register must be the first message");
        }
        var violations = new Violations();
        RequireName(violations, "register.agent_id", register.AgentId);
        RequireName(violations, "register.zone", register.Zone);
        RequireName(violations, "register.backend", register.Backend);
        if (register.Capacity < 0)
        {
            violations.Add("register.capacity", "must not be negative");
        }
        foreach (var (index, version) in register.Versions.Index())
        {
            RequireName(violations, $"register.versions[{index}]", version);
        }
        if (register.Versions.Distinct().Count() < register.Versions.Count)
        {
            violations.Add("register.versions", "must not name a version twice");
        }
        violations.ThrowIfAny();
        return register;
    }

    private static void RequireName(Violations violations, string field, string value)
    {
        if (value.Length is 0 or > 128)
        {
            violations.Add(field, "must be 1 to 128 characters long");
        }
    }
}
