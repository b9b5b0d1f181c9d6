using VpnMesh.Protos.Events.V1;

namespace VpnMesh.SiteToSite.TaggedResources;

/// <summary>The types of resources that can have tags.</summary>
internal static class TaggedTypes
{
    public const string VpnGateway = "vpn_gateway";
    public const string CustomerGateway = "customer_gateway";
    public const string VpnConnection = "vpn_connection";
}

internal static class TaggedResourcesSlice
{
    public static void AddTaggedResources(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TaggedResourcesService>();
        builder.AddTaggedResources<SiteToSiteDatabase>(
            new TaggedTable(TaggedTypes.VpnGateway, HasEnterpriseProject: true, (name, tags) => new VpnGatewayTagsChanged { Name = name, Tags = { tags } }),
            new TaggedTable(TaggedTypes.CustomerGateway, HasEnterpriseProject: false, (name, tags) => new CustomerGatewayTagsChanged { Name = name, Tags = { tags } }),
            new TaggedTable(TaggedTypes.VpnConnection, HasEnterpriseProject: true, (name, tags) => new VpnConnectionTagsChanged { Name = name, Tags = { tags } }));
    }

    public static void MapTaggedResources(this IEndpointRouteBuilder routes) => routes.MapGrpcService<TaggedResourcesService>();
}
