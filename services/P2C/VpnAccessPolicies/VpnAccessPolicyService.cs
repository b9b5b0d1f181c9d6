using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.VpnServers;
using VpnMesh.P2C.VpnUserGroups;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnAccessPolicies;

/// <summary>The operations of access policies; each is in a file of its name.</summary>
internal sealed partial class VpnAccessPolicyService(
    P2CDatabase database, ClientTokenCalls clientTokens, VpnAccessPolicyEvents events, TimeProvider time)
    : Protos.P2C.V5.VpnAccessPolicies.VpnAccessPoliciesBase
{
    private const string Custom = "Custom";

    /// <exception cref="DomainException"><c>VPN.1401</c></exception>
    private static async Task<VpnAccessPolicyRow> RequirePolicyAsync(Session session, VpnServerRow server, string id) =>
        await session.FindVpnAccessPolicyAsync(server, id) ?? throw ErrorCatalogue.PolicyNotFound.With();

    /// <summary>The group that a policy is to refer to.</summary>
    /// <exception cref="DomainException"><c>VPN.1301</c></exception>
    private static async Task<VpnUserGroupRow> RequireGroupAsync(Session session, VpnServerRow server, string id) =>
        await session.FindVpnUserGroupAsync(server, Stored(id)) ?? throw ErrorCatalogue.GroupNotFound.For("access_policy.user_group_id");

    /// <exception cref="DomainException"><c>VPN.1406</c></exception>
    private static void RequireCustom(VpnAccessPolicyRow policy)
    {
        if (policy.Type != Custom)
        {
            throw ErrorCatalogue.PolicyBuiltIn.With();
        }
    }

    // Ids are told apart by value: a UUID in upper case names the same resource. What is no UUID names none.
    private static string Stored(string id) => Wire.IsUuid(id) ? id.ToLowerInvariant() : "";
}
