using VpnMesh.Governance.Reservations;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance.Tags;

/// <summary>Tags of the resources of all services.</summary>
internal static class TagsSlice
{
    public static void AddTags(this IHostApplicationBuilder builder)
    {
        // Without the address of an owner its resources are unknown here.
        if (builder.Configuration[SiteToSiteOwner.Setting] is { Length: > 0 })
        {
            builder.Services.AddSingleton<TagOwner, SiteToSiteTagOwner>();
        }
        if (builder.Configuration[P2cOwner.Setting] is { Length: > 0 })
        {
            builder.Services.AddSingleton<TagOwner, P2cTagOwner>();
        }
        builder.Services.AddSingleton<TagOwners>();
        builder.Services.AddSingleton<TagCopies>();
        builder.Services.AddSingleton<TagsService>();
        builder.Services.AddHostedService<TagCopyRefresh>();
        builder.AddEventHandler<GovernanceDatabase, TaggedResourceEvents>();
    }

    public static void MapTags(this IEndpointRouteBuilder routes) => routes.MapGrpcService<TagsService>();
}
