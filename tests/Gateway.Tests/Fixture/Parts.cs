using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Gateway.Tests.Fixture;

/// <summary>A call that reached a part.</summary>
internal sealed record Received(string Method, IMessage Request, CallerContext Caller, Metadata Headers);

/// <summary>What the parts answer and what they were asked; the tests set the first and look at the second.</summary>
internal sealed class Script
{
    public ConcurrentQueue<Received> Calls { get; } = new();

    public Func<IMessage, ServerCallContext, Task<IMessage>>? Answer { get; set; }

    public Received Last => Calls.Last();

    public async Task<TAnswer> PlayAsync<TAnswer>(IMessage request, ServerCallContext context)
        where TAnswer : IMessage, new()
    {
        Calls.Enqueue(new Received(context.Method, request, context.Caller(), context.RequestHeaders));
        return Answer is null ? new TAnswer() : (TAnswer)await Answer(request, context);
    }
}

internal sealed class ScriptedVpnGateways(Script script) : VpnGateways.VpnGatewaysBase
{
    public override Task<CreateVgwResponse> CreateVgw(CreateVgwRequest request, ServerCallContext context) => script.PlayAsync<CreateVgwResponse>(request, context);

    public override Task<ListVgwsResponse> ListVgws(ListVgwsRequest request, ServerCallContext context) => script.PlayAsync<ListVgwsResponse>(request, context);

    public override Task<ShowVgwResponse> ShowVgw(ShowVgwRequest request, ServerCallContext context) => script.PlayAsync<ShowVgwResponse>(request, context);

    public override Task<UpdateVgwResponse> UpdateVgw(UpdateVgwRequest request, ServerCallContext context) => script.PlayAsync<UpdateVgwResponse>(request, context);

    public override Task<DeleteVgwResponse> DeleteVgw(DeleteVgwRequest request, ServerCallContext context) => script.PlayAsync<DeleteVgwResponse>(request, context);

    public override Task<ListAvailabilityZonesResponse> ListAvailabilityZones(ListAvailabilityZonesRequest request, ServerCallContext context) =>
        script.PlayAsync<ListAvailabilityZonesResponse>(request, context);
}

internal sealed class ScriptedCustomerGateways(Script script) : CustomerGateways.CustomerGatewaysBase
{
    public override Task<CreateCgwResponse> CreateCgw(CreateCgwRequest request, ServerCallContext context) => script.PlayAsync<CreateCgwResponse>(request, context);

    public override Task<ListCgwsResponse> ListCgws(ListCgwsRequest request, ServerCallContext context) => script.PlayAsync<ListCgwsResponse>(request, context);
}

internal sealed class ScriptedVpnConnections(Script script) : VpnConnections.VpnConnectionsBase
{
    public override Task<ListVpnConnectionsResponse> ListVpnConnections(ListVpnConnectionsRequest request, ServerCallContext context) =>
        script.PlayAsync<ListVpnConnectionsResponse>(request, context);

    public override Task<ShowVpnConnectionResponse> ShowVpnConnection(ShowVpnConnectionRequest request, ServerCallContext context) =>
        script.PlayAsync<ShowVpnConnectionResponse>(request, context);
}

internal sealed class ScriptedKeystone(Script script) : Keystone.KeystoneBase
{
    public override Task<TokenResponse> KeystoneCreateUserTokenByPassword(CreateTokenRequest request, ServerCallContext context) =>
        script.PlayAsync<TokenResponse>(request, context);

    public override Task<TokenResponse> KeystoneValidateToken(ValidateTokenRequest request, ServerCallContext context) =>
        script.PlayAsync<TokenResponse>(request, context);

    public override Task<ListProjectsResponse> KeystoneListProjects(ListProjectsRequest request, ServerCallContext context) =>
        script.PlayAsync<ListProjectsResponse>(request, context);

    public override Task<ListProjectsResponse> KeystoneListAuthProjects(ListAuthProjectsRequest request, ServerCallContext context) =>
        script.PlayAsync<ListProjectsResponse>(request, context);

    public override Task<ListAuthDomainsResponse> KeystoneListAuthDomains(ListAuthDomainsRequest request, ServerCallContext context) =>
        script.PlayAsync<ListAuthDomainsResponse>(request, context);

    public override Task<ListUsersResponse> KeystoneListUsers(ListUsersRequest request, ServerCallContext context) =>
        script.PlayAsync<ListUsersResponse>(request, context);
}

internal sealed class ScriptedEnterpriseProjects(Script script) : EnterpriseProjects.EnterpriseProjectsBase
{
    public override Task<ListEnterpriseProjectResponse> ListEnterpriseProject(ListEnterpriseProjectRequest request, ServerCallContext context) =>
        script.PlayAsync<ListEnterpriseProjectResponse>(request, context);

    public override Task<MigrateResourceResponse> MigrateResource(MigrateResourceRequest request, ServerCallContext context) =>
        script.PlayAsync<MigrateResourceResponse>(request, context);

    public override Task<ShowResourceBindEnterpriseProjectResponse> ShowResourceBindEnterpriseProject(
        ShowResourceBindEnterpriseProjectRequest request, ServerCallContext context) =>
        script.PlayAsync<ShowResourceBindEnterpriseProjectResponse>(request, context);
}

internal sealed class ScriptedQuotas(Script script) : Quotas.QuotasBase
{
    public override Task<ShowQuotasInfoResponse> ShowQuotasInfo(ShowQuotasInfoRequest request, ServerCallContext context) =>
        script.PlayAsync<ShowQuotasInfoResponse>(request, context);
}

internal sealed class ScriptedTags(Script script) : Tags.TagsBase
{
    public override Task<ShowResourceTagsResponse> ShowResourceTags(ShowResourceTagsRequest request, ServerCallContext context) =>
        script.PlayAsync<ShowResourceTagsResponse>(request, context);

    public override Task<ListProjectTagsResponse> ListProjectTags(ListProjectTagsRequest request, ServerCallContext context) =>
        script.PlayAsync<ListProjectTagsResponse>(request, context);

    public override Task<ListResourcesByTagsResponse> ListResourcesByTags(ListResourcesByTagsRequest request, ServerCallContext context) =>
        script.PlayAsync<ListResourcesByTagsResponse>(request, context);

    public override Task<CountResourcesByTagsResponse> CountResourcesByTags(CountResourcesByTagsRequest request, ServerCallContext context) =>
        script.PlayAsync<CountResourcesByTagsResponse>(request, context);
}
