using Grpc.Core;
using VpnMesh.P2C.Tests.VpnUserGroups;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.VpnAccessPolicies;

/// <summary>Calls about the access policies of one server as one caller.</summary>
internal sealed class PolicyActions(GroupActions groups)
{
    private readonly Protos.P2C.V5.VpnAccessPolicies.VpnAccessPoliciesClient _client =
        groups.System.Client(channel => new Protos.P2C.V5.VpnAccessPolicies.VpnAccessPoliciesClient(channel));

    public GroupActions Groups => groups;

    public static async Task<PolicyActions> OnNewServerAsync(TestSystem system, string authType = "LOCAL_PASSWORD") =>
        new(await GroupActions.OnNewServerAsync(system, authType));

    public static NewVpnAccessPolicy To(string groupId, params string[] destinations) =>
        new() { Name = "policy-001", UserGroupId = groupId, DestIpCidrs = { destinations } };

    public PolicyActions On(string otherServerId) => new(groups.On(otherServerId));

    public AsyncUnaryCall<CreateVpnAccessPolicyResponse> Create(NewVpnAccessPolicy? policy, string? token = null)
    {
        var request = new CreateVpnAccessPolicyRequest { VpnServerId = groups.ServerId, AccessPolicy = policy };
        if (token is not null)
        {
            request.ClientToken = token;
        }
        return _client.CreateVpnAccessPolicyAsync(request, groups.System.As(groups.Caller));
    }

    public async Task<string> CreateAsync(string groupId) => (await Create(To(groupId, "192.168.1.0/24"))).AccessPolicy.Id;

    public AsyncUnaryCall<ListVpnAccessPoliciesResponse> List(long? limit = null, string? marker = null)
    {
        var request = new ListVpnAccessPoliciesRequest { VpnServerId = groups.ServerId };
        if (limit is { } most)
        {
            request.Limit = most;
        }
        if (marker is not null)
        {
            request.Marker = marker;
        }
        return _client.ListVpnAccessPoliciesAsync(request, groups.System.As(groups.Caller));
    }

    public AsyncUnaryCall<ShowVpnAccessPolicyResponse> Show(string id) =>
        _client.ShowVpnAccessPolicyAsync(
            new ShowVpnAccessPolicyRequest { VpnServerId = groups.ServerId, PolicyId = id }, groups.System.As(groups.Caller));

    public AsyncUnaryCall<UpdateVpnAccessPolicyResponse> Update(string id, VpnAccessPolicyChanges? changes) =>
        _client.UpdateVpnAccessPolicyAsync(
            new UpdateVpnAccessPolicyRequest { VpnServerId = groups.ServerId, PolicyId = id, AccessPolicy = changes },
            groups.System.As(groups.Caller));

    public AsyncUnaryCall<DeleteVpnAccessPolicyResponse> Delete(string id) =>
        _client.DeleteVpnAccessPolicyAsync(
            new DeleteVpnAccessPolicyRequest { VpnServerId = groups.ServerId, PolicyId = id }, groups.System.As(groups.Caller));
}
