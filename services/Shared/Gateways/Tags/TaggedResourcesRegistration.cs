using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Tags;

internal static class TaggedResourcesRegistration
{
    /// <summary>Registers what the tags of a service's resources need.</summary>
    public static void AddTaggedResources<TDatabase>(this IHostApplicationBuilder builder, params IReadOnlyList<TaggedTable> tables)
        where TDatabase : Database
    {
        builder.Services.AddSingleton(new TaggedTables<TDatabase>(tables));
        builder.Services.AddSingleton<TagChanges<TDatabase>>();
        builder.Services.AddSingleton<TagFeed<TDatabase>>();
        builder.Services.AddHostedService<TagChangePruning<TDatabase>>();
        builder.Services.AddHostedService<TagChangeRepair<TDatabase>>();
    }
}
