using VpnMesh.Protos.Events.V1;

namespace VpnMesh.P2C.TaggedResources;

/// <summary>The types of resources that can have tags.</summary>
internal static class TaggedTypes
{
    public const string Gateway = "p2c_vpn_gateway";
}

internal static class TaggedResourcesSlice
{
    public static void AddTaggedResources(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<P2cTaggedResourcesService>();
        builder.AddTaggedResources<P2CDatabase>(
            new TaggedTable(TaggedTypes.Gateway, HasEnterpriseProject: true, P2cVpnGatewayChanged));
    }

    public static void MapTaggedResources(this IEndpointRouteBuilder routes) => routes.MapGrpcService<P2cTaggedResourcesService>();

    private static P2cVpnGatewayTagsChanged P2cVpnGatewayChanged(string name, IEnumerable<EventTag> tags) => new() { Name = name, Tags = { tags } };
}
