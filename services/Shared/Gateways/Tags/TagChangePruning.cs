using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Tags;

/// <summary>Forgets which resources are gone; whoever has not asked for so long is told everything.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class TagChangePruning<TDatabase>(TDatabase database, TimeProvider time, ILogger<TagChangePruning<TDatabase>> logger)
    : Pruning("tag-change-pruning", Kept, rest: TimeSpan.FromHours(1), database, time, logger)
    where TDatabase : Database
{
    /// <summary>How long they are remembered.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <inheritdoc />
    protected override Task ForgetAsync(Session session, long before) => session.ForgetGoneAsync(before);
}
