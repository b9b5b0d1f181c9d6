using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance.Tags;

/// <summary>Remembers where resources that can have tags have changed, for <see cref="TagCopyRefresh"/>.</summary>
internal sealed class TaggedResourceEvents : IEventHandler
{
    private static readonly string[] Changes = ["created", "updated", "deleted", "tags_changed"];

    public static IReadOnlyList<string> Types { get; } = [.. TaggedTypes.All.SelectMany(type => Changes.Select(change => $"{type}.{change}"))];

    public Task HandleAsync(Session session, CloudEvent cloudEvent) => session.MarkStaleAsync(cloudEvent.ProjectId, cloudEvent.ResourceType);
}
