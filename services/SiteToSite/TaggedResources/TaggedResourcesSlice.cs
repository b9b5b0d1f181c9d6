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
            new TaggedTable(TaggedTypes.VpnGateway, HasEnterpriseProject: true, VpnGatewayChanged),
            new TaggedTable(TaggedTypes.CustomerGateway, HasEnterpriseProject: false, CustomerGatewayChanged),
            new TaggedTable(TaggedTypes.VpnConnection, HasEnterpriseProject: true, VpnConnectionChanged));
    }

    public static void MapTaggedResources(this IEndpointRouteBuilder routes) => routes.MapGrpcService<TaggedResourcesService>();

    private static VpnGatewayTagsChanged VpnGatewayChanged(string name, IEnumerable<EventTag> tags) => new() { Name = name, Tags = { tags } };

    private static CustomerGatewayTagsChanged CustomerGatewayChanged(string name, IEnumerable<EventTag> tags) =>
        new() { Name = name, Tags = { tags } };

    private static VpnConnectionTagsChanged VpnConnectionChanged(string name, IEnumerable<EventTag> tags) => new() { Name = name, Tags = { tags } };
}
