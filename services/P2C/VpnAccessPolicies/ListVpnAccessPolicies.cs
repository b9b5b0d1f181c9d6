using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnAccessPolicies;

internal sealed partial class VpnAccessPolicyService
{
    /// <summary>A page of the access policies of a server, newest first.</summary>
    public override async Task<ListVpnAccessPoliciesResponse> ListVpnAccessPolicies(ListVpnAccessPoliciesRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var page = MarkerPage.Asked(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
        return await database.ReadAsync(
            async session =>
            {
                var server = await session.FindVpnServerAsync(caller.ProjectId, Stored(request.VpnServerId))
                    ?? throw ErrorCatalogue.ServerNotFound.With();
                var found = await session.ListVpnAccessPoliciesAsync(server, page);
                var (shown, info) = page.Cut(found, policy => new Marker(policy.CreatedAt, policy.Id));
                return new ListVpnAccessPoliciesResponse
                {
                    AccessPolicies = { shown.Select(VpnAccessPolicyAnswers.Shown) },
                    TotalCount = server.PolicyNumber,
                    PageInfo = info,
                };
            },
            context.CancellationToken);
    }
}
